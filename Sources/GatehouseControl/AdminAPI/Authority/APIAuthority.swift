import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// By what the API knows who asks.
enum APIAuthority: Sendable {
    /// An access token for the built-in application; never a cookie.
    case bearer
    /// The other end of the Unix socket, whose user the kernel has vouched for, under this name.
    case peer(String)

    /// The caller, if they may do that.
    func caller(
        of request: Request,
        for right: APIEndpoint.Right,
        _ services: DashboardServices,
        now: Int64
    ) async throws(APIFailure) -> APICaller {
        switch self {
        case .peer(let actor):
            return APICaller(actor: actor, isOperator: true)
        case .bearer:
            let access = try await Self.access(of: request, services, now: now)
            guard right == .read ? access.mayRead : access.mayChange else { throw Self.insufficient(right) }
            return APICaller(actor: access.actor, person: access.person)
        }
    }

    private static func access(
        of request: Request,
        _ services: DashboardServices,
        now: Int64
    ) async throws(APIFailure) -> ManagementAccess {
        // RFC 6750 §3.1: who uses another scheme, or none, has sent no token.
        guard let scheme = scheme(of: request) else { throw missing }
        let asked = EndpointRequest(
            parameters: .empty,
            authorization: request.headers[.authorization],
            // RFC 9449 §4.3, item 1: each field counts, so they must not be joined.
            proofs: request.headers[values: .dpop],
            method: request.method.rawValue,
            path: request.uri.path,
            origin: services.origins.requested(by: request.head.authority ?? ""),
            now: now
        )
        do throws(OAuthError) {
            return try await services.server.managementAccess(asked)
        } catch {
            throw refusal(error, scheme: scheme)
        }
    }

    private static func scheme(of request: Request) -> String? {
        guard let field = request.headers[.authorization] else { return nil }
        let scheme = String(Substring(field.utf8.prefix { $0 != 0x20 })).lowercased()
        switch scheme {
        case "bearer": return "Bearer"
        case "dpop": return "DPoP"
        default: return nil
        }
    }
}

extension APIAuthority {
    private static let realm = #"realm="gatehouse""#

    /// RFC 6750 §3.1: who sent no token is told no error.
    private static var missing: APIFailure {
        .refused(
            .unauthorized,
            .missingToken,
            "The request carries no access token.",
            suggestion: "Send Authorization: Bearer with a token that carries gatehouse_read or gatehouse_admin.",
            headers: [.wwwAuthenticate: "Bearer \(realm), scope=\"\(BuiltInScope.read.rawValue)\""]
        )
    }

    /// RFC 6750 §3.1: the token is good, and not enough.
    private static func insufficient(_ right: APIEndpoint.Right) -> APIFailure {
        let scope = (right == .read ? BuiltInScope.read : BuiltInScope.administrate).rawValue
        return .refused(
            .forbidden,
            .insufficientScope,
            "The token does not carry \(scope), or its holder has lost it.",
            headers: [.wwwAuthenticate: "Bearer \(realm), error=\"insufficient_scope\", scope=\"\(scope)\""]
        )
    }

    private static func refusal(_ error: OAuthError, scheme: String) -> APIFailure {
        let code: APIErrorCode
        switch error.code {
        case .serverError, .temporarilyUnavailable:
            return .refused(
                .serviceUnavailable,
                .unavailable,
                "The token cannot be checked now.",
                headers: [.retryAfter: "5"]
            )
        case .invalidDPoPProof: code = .invalidProof
        case .useDPoPNonce: code = .useProofNonce
        case .invalidRequest: code = .invalidRequest
        default: code = .invalidToken
        }
        let words = "error=\"\(code.rawValue)\", error_description=\"\(JSONText.plain(error.description))\""
        let algorithms = scheme == "DPoP" ? ", algs=\"\(proofAlgorithms)\"" : ""
        var headers: HTTPFields = [.wwwAuthenticate: "\(scheme) \(realm), \(words)\(algorithms)"]
        if let nonce = error.dpopNonce { headers[.dpopNonce] = nonce }
        // RFC 6750 §3.1: a request that is not well formed is 400.
        let status: HTTPResponse.Status = code == .invalidRequest ? .badRequest : .unauthorized
        return .refused(status, code, error.description, headers: headers)
    }

    private static let proofAlgorithms = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: " ")
}
