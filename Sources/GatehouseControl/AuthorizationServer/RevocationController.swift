import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// Lets a client give a token back (RFC 7009).
struct RevocationController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/revoke`.
    @Sendable func revoke(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await FormBody.parameters(of: request)
            let outcome = try await revoke(EndpointRequest(request, parameters, now: clock()))
            if case .client(let client, isFirst: true) = outcome {
                context.logger.warning(
                    "a client revoked too many tokens to keep them apart; it loses all that it has",
                    metadata: ["oauth.client.id": "\(client.value)"]
                )
            }
            // RFC 7009 §2.2: 200 without a body that means anything, also for an unknown token.
            return Response(status: .ok, headers: [.cacheControl: "no-store", .pragma: "no-cache"])
        } catch {
            let rescue = EndpointRescue(endpoint: .revoke, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func revoke(_ request: EndpointRequest) async throws(EndpointFailure) -> RevocationOutcome {
        do throws(OAuthError) {
            return try await server.revoke(request)
        } catch {
            throw .refused(error)
        }
    }
}
