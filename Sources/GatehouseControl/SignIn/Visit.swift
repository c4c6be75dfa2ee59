import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// A request of a browser to one of the issuer's pages.
struct Visit: Sendable {
    let request: Request
    let browser: BrowserContext
    /// What a form carries against forgery.
    let formToken: String
    let logger: Logger
    /// The cookie that the browser lacks.
    private var newCookie: HTTPField?

    init(_ request: Request, _ context: ControlContext, pages: IssuerPages) {
        let cookies = pages.cookies
        let known = cookies.browser.value(in: request)
        let browserID = known ?? pages.server.newBrowserID()
        browser = BrowserContext(
            sessionSecret: cookies.session.value(in: request).map { Secret($0) },
            browserID: browserID,
            address: PeerFacts(request).address,
            userAgent: request.headers[.userAgent],
            now: pages.clock()
        )
        newCookie = known == nil ? cookies.browser.field(value: browserID) : nil
        formToken = pages.server.formToken(for: browser)
        logger = context.logger
        self.request = request
    }

    /// The same visit, which leaves no trace in the browser.
    ///
    /// What another site sends comes without our cookies (SameSite), and must not replace them.
    var traceless: Visit {
        var visit = self
        visit.newCookie = nil
        return visit
    }

    /// Who asks, in the words of the gate's log.
    var requestID: String? { request.headers[.requestID] }

    /// An answer that gives the browser what it lacks.
    func answer(_ response: Response, cookies: [HTTPField] = []) -> Response {
        var response = response
        for cookie in [newCookie].compactMap(\.self) + cookies {
            response.headers.append(cookie)
        }
        return response
    }

    /// RFC 9110 §15.4.4: whatever the method was, the browser goes there with GET.
    func redirect(to location: String, cookies: [HTTPField] = []) -> Response {
        let headers: HTTPFields = [.location: location, .cacheControl: "no-store"]
        return answer(Response(status: .seeOther, headers: headers), cookies: cookies)
    }
}
