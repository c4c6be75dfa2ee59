import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Gives devices their codes (RFC 8628 §3.1).
struct DeviceAuthorizationController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/device_authorization`.
    @Sendable func begin(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await FormBody.parameters(of: request)
            let answer = try await begin(EndpointRequest(request, parameters, now: clock()))
            return .oauth(answer.json().serialized())
        } catch {
            let rescue = EndpointRescue(endpoint: .deviceAuthorization, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func begin(_ request: EndpointRequest) async throws(EndpointFailure) -> DeviceAuthorizationResponse {
        do throws(OAuthError) {
            return try await server.deviceAuthorization(request)
        } catch {
            throw .refused(error)
        }
    }
}
