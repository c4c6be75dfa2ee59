/// Why the policy refuses a request for which there is a route.
package enum Denial: Error, Sendable, Equatable {
    /// The route needs a token, and there is none.
    case missingToken
    /// The token lacks a scope.
    case insufficientScope
    /// The token's client is not among those that may call.
    case clientNotAllowed
    /// A claim is missing or has another value.
    case claimNotAllowed(claim: String)
    /// The person signed in too long ago, or the token tells no sign-in at all.
    case signInTooOld(maxAge: Int64, kind: SubjectKind)

    /// A stable word for logs, counters and examples.
    package var reason: String {
        switch self {
        case .missingToken: "missing_token"
        case .insufficientScope: "insufficient_scope"
        case .clientNotAllowed: "client_not_allowed"
        case .claimNotAllowed: "claim_not_allowed"
        case .signInTooOld: "sign_in_too_old"
        }
    }

    /// All words that `reason` can be.
    package static let reasons = [
        "missing_token", "insufficient_scope", "client_not_allowed", "claim_not_allowed", "sign_in_too_old",
    ]
}
