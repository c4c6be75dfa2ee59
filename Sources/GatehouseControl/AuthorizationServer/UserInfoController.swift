import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Tells a client about the person who signed in (OpenID Connect Core §5.3).
struct UserInfoController: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64
    let metrics: OAuthMetrics

    /// Answers `GET /userinfo` and `POST /userinfo`.
    @Sendable func userInfo(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let parameters = try await parameters(of: request)
            let claims = try await claims(EndpointRequest(request, parameters, now: clock()))
            return .oauth(claims.serialized())
        } catch {
            let rescue = EndpointRescue(endpoint: .userInfo, metrics: metrics)
            var response = rescue.response(to: request, failure: error, logger: context.logger)
            if case .refused(let refusal) = error, let challenge = challenge(refusal, request) {
                response.headers[.wwwAuthenticate] = challenge
                if response.status == .badRequest, isAboutProof(refusal) { response.status = .unauthorized }
            }
            return response
        }
    }

    /// A form, if one was posted: RFC 6750 §2.2 lets it carry the token; a query never does.
    private func parameters(of request: Request) async throws(EndpointFailure) -> GatehouseOAuth.Parameters {
        guard request.method == .post, request.headers[.contentType] != nil else { return .empty }
        return try await FormBody.parameters(of: request)
    }

    private func claims(_ request: EndpointRequest) async throws(EndpointFailure) -> JSONObject {
        do throws(OAuthError) {
            return try await server.userInfo(request)
        } catch {
            throw .refused(error)
        }
    }

    /// RFC 6750 §3, RFC 9449 §7.1: what to send instead, in the scheme that the client used.
    private func challenge(_ error: OAuthError, _ request: Request) -> String? {
        switch error.code {
        case .serverError, .temporarilyUnavailable: return nil
        default: break
        }
        // RFC 6750 §3.1: who sent no token is told no error.
        if error == UserInfo.missingToken { return "Bearer" }
        let usedProof = request.headers[.authorization]?.lowercased().hasPrefix("dpop ") ?? false
        let words = "error=\"\(error.code.rawValue)\", error_description=\"\(JSONText.plain(error.description))\""
        return usedProof ? "DPoP \(words), algs=\"\(Self.algorithms)\"" : "Bearer \(words)"
    }

    /// RFC 9449 §7.1, §9: at a resource a missing or bad proof is 401, unlike at the token endpoint.
    private func isAboutProof(_ error: OAuthError) -> Bool {
        switch error.code {
        case .invalidDPoPProof, .useDPoPNonce: true
        default: false
        }
    }

    private static let algorithms = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: " ")
}
