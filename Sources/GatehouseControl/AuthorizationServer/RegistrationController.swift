import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Lets clients register themselves (RFC 7591, RFC 7592).
struct RegistrationController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `POST /oauth2/register`.
    @Sendable func register(_ request: Request, context: ControlContext) async -> Response {
        await answering(request, context) { () async throws(EndpointFailure) in
            let asked = try await self.asked(request, withBody: true)
            let answer = try await refusing { () async throws(OAuthError) in try await server.register(asked) }
            return .oauth(answer.json().serialized(), status: .created)
        }
    }

    /// Answers `GET /oauth2/register/CLIENT`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await answering(request, context) { () async throws(EndpointFailure) in
            let asked = try await self.asked(request, withBody: false)
            let answer = try await refusing { () async throws(OAuthError) in
                try await server.registration(of: Self.client(in: request), asked)
            }
            return .oauth(answer.json().serialized())
        }
    }

    /// Answers `PUT /oauth2/register/CLIENT`.
    @Sendable func replace(_ request: Request, context: ControlContext) async -> Response {
        await answering(request, context) { () async throws(EndpointFailure) in
            let asked = try await self.asked(request, withBody: true)
            let answer = try await refusing { () async throws(OAuthError) in
                try await server.updateRegistration(of: Self.client(in: request), asked)
            }
            return .oauth(answer.json().serialized())
        }
    }

    /// Answers `DELETE /oauth2/register/CLIENT`.
    @Sendable func remove(_ request: Request, context: ControlContext) async -> Response {
        await answering(request, context) { () async throws(EndpointFailure) in
            let asked = try await self.asked(request, withBody: false)
            try await refusing { () async throws(OAuthError) in
                try await server.deleteRegistration(of: Self.client(in: request), asked)
            }
            // RFC 7592 §2.3.
            return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        }
    }

    private func answering(
        _ request: Request,
        _ context: ControlContext,
        _ body: () async throws(EndpointFailure) -> Response
    ) async -> Response {
        // A server that registers nobody has no such place.
        guard server.configuration.people.registration != .off else { return Problem.notFound.response(to: request) }
        do throws(EndpointFailure) {
            return try await body()
        } catch {
            let rescue = EndpointRescue(endpoint: .register, metrics: metrics)
            return rescue.response(to: request, failure: error, logger: context.logger)
        }
    }

    private func asked(_ request: Request, withBody: Bool) async throws(EndpointFailure) -> RegistrationRequest {
        RegistrationRequest(
            body: withBody ? try await JSONBody.bytes(of: request) : [],
            authorization: request.headers[.authorization],
            address: PeerFacts(request).address,
            now: clock()
        )
    }

    /// Ids of clients that registered themselves need no escapes.
    private static func client(in request: Request) -> String {
        String(request.uri.path.dropFirst(RegistrationAnswer.path.count + 1))
    }
}

/// Turns a refusal of the protocol into a failure of the endpoint.
private func refusing<Answer>(
    _ body: () async throws(OAuthError) -> Answer
) async throws(EndpointFailure) -> Answer {
    do {
        return try await body()
    } catch {
        throw .refused(error)
    }
}
