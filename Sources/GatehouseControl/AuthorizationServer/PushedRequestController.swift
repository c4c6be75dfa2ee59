import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Takes authorization requests ahead of their browsers (RFC 9126).
struct PushedRequestController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/par`.
    @Sendable func push(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await FormBody.parameters(of: request)
            let answer = try await push(EndpointRequest(request, parameters, now: clock()))
            // RFC 9126 §2.2.
            return .oauth(answer.json().serialized(), status: .created)
        } catch {
            let rescue = EndpointRescue(endpoint: .pushedRequest, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func push(_ request: EndpointRequest) async throws(EndpointFailure) -> PushedAuthorization {
        do throws(OAuthError) {
            return try await server.push(request)
        } catch {
            throw .refused(error)
        }
    }
}
