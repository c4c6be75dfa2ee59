import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// A request of an administrator's browser to one of the dashboard's pages.
struct DashboardVisit: Sendable {
    let request: Request
    let section: DashboardSection
    let administrator: Administrator
    /// In Unix seconds.
    let now: Int64
    /// What every form carries against forgery: its field `csrf`.
    let formToken: String
    let pages: DashboardPages
    /// The fields of the URL's query; none if it is broken.
    let query: DashboardFields
    let logger: Logger
    private let session: DashboardSession
    private let standing: FrameStanding
    private let newCookie: HTTPField?
    private let cookies: DashboardCookies
    /// What the page before has done.
    private let notice: DashboardNotice?

    init(
        request: Request,
        section: DashboardSection,
        administrator: Administrator,
        session: DashboardSession,
        now: Int64,
        standing: FrameStanding,
        pages: DashboardPages,
        logger: Logger,
        newCookie: HTTPField? = nil
    ) {
        self.request = request
        self.section = section
        self.administrator = administrator
        self.session = session
        self.now = now
        self.standing = standing
        self.pages = pages
        self.logger = logger
        self.newCookie = newCookie
        formToken = session.formToken(pages.key)
        query = DashboardFields(form: Array((request.uri.query ?? "").utf8)) ?? DashboardFields()
        cookies = pages.cookies(of: request)
        notice = cookies.notice.value(in: request)
            .flatMap { DashboardNotice(opening: $0, with: pages.key, session: session.id) }
    }

    var services: DashboardServices { pages.services }

    /// For `Administration.perform`: the person's id.
    var actor: String { administrator.user.id.value }

    /// What stands around the page's own content; a notice of its own goes before that of the page before.
    func frame(notice: PageNotice? = nil) -> DashboardFrame {
        DashboardFrame(
            site: pages.site,
            section: section,
            csrf: formToken,
            mayChange: administrator.mayChange,
            notice: notice ?? self.notice?.shown,
            person: administrator.user.displayName,
            account: services.issuer + PagePath.account,
            standing: standing
        )
    }

    /// The scopes that a link of one of our own pages wants ticked.
    ///
    /// A link from elsewhere must not prepare a form in which somebody then saves more than they came for.
    var wantedScopes: [String] {
        guard request.headers[.fetchSite] == "same-origin" else { return [] }
        return query.all("scope").filter { !$0.isEmpty }
    }

    /// The page as an answer.
    func show(_ page: some BoardPage, status: HTTPResponse.Status = .ok) -> Response {
        page.response(status: status)
    }

    /// RFC 9110 §15.4.4: the browser goes there with GET; what was done is shown there once.
    func redirect(to path: String, done notice: DashboardNotice? = nil) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        if let notice {
            let value = notice.sealed(with: pages.key, session: session.id)
            headers.append(cookies.notice.field(value: value, maximumAge: DashboardNotice.seconds))
        }
        return Response(status: .seeOther, headers: headers)
    }

    /// Says that there is nothing of that name, and where to look; `what` is a sentence.
    func notFound(_ what: String, _ next: BoardLink) -> Response {
        show(MessagePage(frame: frame(), title: what, text: nil, next: next), status: .notFound)
    }

    /// Says that a step was not taken, and why; `what` is a sentence.
    func notDone(_ what: String, _ next: BoardLink, status: HTTPResponse.Status) -> Response {
        show(MessagePage(frame: frame(), title: what, text: nil, next: next), status: status)
    }

    /// Says why something was not done.
    func refused(_ refusal: AdminRefusal, _ next: BoardLink = BoardLink("Overview", "/")) -> Response {
        let page = MessagePage(frame: frame(), title: refusal.message, text: refusal.suggestion, next: next)
        return show(page, status: refusal.code == .outdated ? .conflict : .unprocessableContent)
    }

    /// Says that the person may look on and no more.
    func mayOnlyLook() -> Response {
        let page = MessagePage(
            frame: frame(),
            title: "You may look, not change",
            text: "Nothing was changed. Your account holds gatehouse_read; changing takes gatehouse_admin.",
            next: BoardLink("Overview", "/")
        )
        return show(page, status: .forbidden)
    }

    /// Whether a form that came back was made for this session.
    func isFormToken(_ token: String?) -> Bool { session.isFormToken(token, pages.key) }

    /// Ends the session at the issuer, and with it this one.
    func endSession() async throws(OAuthError) {
        let signedIn: SignedIn?
        do throws(StorageError) {
            signedIn = try await services.server.standing(session.signIn, now: now)
        } catch {
            throw OAuthError(.temporarilyUnavailable, "The server cannot answer at the moment.", detail: "\(error)")
        }
        if let signedIn { try await services.server.end(signedIn, address: nil, now: now) }
    }

    /// An answer that keeps the session awake and forgets what was shown.
    func answer(_ response: Response) -> Response {
        var response = response
        if let newCookie { response.headers.append(newCookie) }
        if notice != nil, response.status != .seeOther { response.headers.append(cookies.notice.removal) }
        return response
    }
}
