import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Begins authorization requests (RFC 6749 §3.1).
struct AuthorizeController: Sendable {
    static let path = "/oauth2/authorize"
    /// Another name of the same.
    static let alias = "/oauth2/auth"

    let pages: IssuerPages

    /// Answers `GET /oauth2/authorize`.
    @Sendable func begin(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            do throws(OAuthError) {
                let query = Array((request.uri.query ?? "").utf8)
                let parameters = try GatehouseOAuth.Parameters(form: query)
                return pages.follow(await pages.server.authorize(parameters, browser: visit.browser), visit)
            } catch {
                return pages.refusal(AuthorizationRefusal(error: error), at: .authorize, visit)
            }
        }
    }

    /// Answers `POST /oauth2/authorize` (OpenID Connect Core §3.1.2.1).
    @Sendable func repeatAsGet(_ request: Request, context: ControlContext) async -> Response {
        let visit = Visit(request, context, pages: pages)
        do throws(EndpointFailure) {
            return pages.repeatAsGet(try await FormBody.bytes(of: request), to: Self.path, visit)
        } catch {
            return pages.failure(error, visit.traceless)
        }
    }
}
