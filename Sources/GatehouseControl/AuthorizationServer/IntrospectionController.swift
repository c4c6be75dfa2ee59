import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Tells a resource server what a token stands for (RFC 7662).
struct IntrospectionController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/introspect`.
    @Sendable func introspect(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await FormBody.parameters(of: request)
            let answer = try await introspect(EndpointRequest(request, parameters, now: clock()))
            return .oauth(answer.json())
        } catch {
            let rescue = EndpointRescue(endpoint: .introspect, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func introspect(_ request: EndpointRequest) async throws(EndpointFailure) -> IntrospectionResponse {
        do throws(OAuthError) {
            return try await server.introspect(request)
        } catch {
            throw .refused(error)
        }
    }
}
