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
            let answer = try await issue(parameters, authorization: request.headers[.authorization])
            metrics.tokenIssued(parameters["grant_type"].flatMap(GrantType.init(rawValue:)))
            return .oauth(answer.json())
        } catch {
            let rescue = EndpointRescue(endpoint: .token, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func issue(
        _ parameters: GatehouseOAuth.Parameters,
        authorization: String?
    ) async throws(EndpointFailure) -> TokenResponse {
        do throws(OAuthError) {
            return try await server.token(parameters, authorization: authorization, now: clock())
        } catch {
            throw .refused(error)
        }
    }
}
