import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// What the controllers of the issuer's pages share.
struct IssuerPages: Sendable {
    /// What a page does with a visit.
    typealias Body = (Visit) async -> Response
    /// What a page does with the fields of a form.
    typealias FormBodyReader = (GatehouseOAuth.Parameters, Visit) async -> Response

    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics
    let origin: IssuerOrigin
    let site: PageSite
    let cookies: (session: GatehouseCookie, browser: GatehouseCookie)

    init(server: AuthorizationServer, clock: @escaping @Sendable () -> Int64, metrics: OAuthMetrics) {
        self.server = server
        self.clock = clock
        self.metrics = metrics
        origin = IssuerOrigin(issuer: server.configuration.issuer)
        site = PageSite(issuerHost: origin.host)
        cookies = (.session(isSecure: origin.isSecure), .browser(isSecure: origin.isSecure))
    }

    /// Answers a request for a page, unless a script or a frame asks.
    func page(_ request: Request, _ context: ControlContext, _ body: Body) async -> Response {
        let visit = Visit(request, context, pages: self)
        guard IssuerOrigin.isDocument(request) else {
            return failure(.notADocument, status: .forbidden, visit.traceless)
        }
        return await body(visit)
    }

    /// Answers a form that came from one of our own pages.
    func form(_ request: Request, _ context: ControlContext, _ body: FormBodyReader) async -> Response {
        let visit = Visit(request, context, pages: self)
        guard IssuerOrigin.isDocument(request) else {
            return failure(.notADocument, status: .forbidden, visit.traceless)
        }
        guard origin.isOwnForm(request) else { return failure(.foreignForm, status: .forbidden, visit.traceless) }
        let fields: GatehouseOAuth.Parameters
        do throws(EndpointFailure) {
            fields = try await FormBody.parameters(of: request, repeating: "scope")
        } catch {
            return failure(error, visit.traceless)
        }
        guard server.isFormToken(fields["csrf"], for: visit.browser) else {
            return failure(.staleForm, status: .forbidden, visit.traceless)
        }
        return await body(fields, visit)
    }
}
