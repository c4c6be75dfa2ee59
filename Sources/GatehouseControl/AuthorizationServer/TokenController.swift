import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Issues access tokens (RFC 6749 §3.2).
struct TokenController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/token`.
    @Sendable func token(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await FormBody.parameters(of: request)
            let answer = try await issue(EndpointRequest(request, parameters, now: clock()))
            metrics.tokenIssued(parameters["grant_type"].flatMap(GrantType.init(rawValue:)))
            var response = Response.oauth(answer.json())
            if let nonce = answer.dpopNonce { response.headers[.dpopNonce] = nonce }
            return response
        } catch {
            let rescue = EndpointRescue(endpoint: .token, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func issue(_ request: EndpointRequest) async throws(EndpointFailure) -> TokenResponse {
        do throws(OAuthError) {
            return try await server.token(request)
        } catch {
            throw .refused(error)
        }
    }
}
