/// Says in one word how the gate dealt with a request: the closed set that counters and access lines use.
package enum DecisionReason: UInt8, Sendable, CaseIterable {
    case permitted
    case issuer
    case missingToken
    case invalidToken
    case invalidProof
    case useNonce
    case insufficientScope
    case clientNotAllowed
    case claimNotAllowed
    case signInTooOld
    case noRoute
    case methodNotAllowed
    case malformed
    case invalidRequest
    case serviceWorker
    case tooLarge
    case headTimeout
    case overloaded
    case rateLimited
    case preflight
    case preflightRefused
    case redirected
    case issuerUnavailable

    /// The stable snake_case name (`missing_token`).
    package var name: String {
        switch self {
        case .permitted: "permitted"
        case .issuer: "issuer"
        case .missingToken: "missing_token"
        case .invalidToken: "invalid_token"
        case .invalidProof: "invalid_dpop_proof"
        case .useNonce: "use_dpop_nonce"
        case .insufficientScope: "insufficient_scope"
        case .clientNotAllowed: "client_not_allowed"
        case .claimNotAllowed: "claim_not_allowed"
        case .signInTooOld: "sign_in_too_old"
        case .noRoute: "no_route"
        case .methodNotAllowed: "method_not_allowed"
        case .malformed: "malformed_request"
        case .invalidRequest: "invalid_request"
        case .serviceWorker: "service_worker"
        case .tooLarge: "too_large"
        case .headTimeout: "head_timeout"
        case .overloaded: "overloaded"
        case .rateLimited: "rate_limited"
        case .preflight: "preflight"
        case .preflightRefused: "preflight_refused"
        case .redirected: "https_required"
        case .issuerUnavailable: "issuer_unavailable"
        }
    }

    /// Whether the policy said yes: the request was passed on, or was a preflight that the gate answers itself.
    package var isPermit: Bool { self == .permitted || self == .issuer || self == .preflight }
}
