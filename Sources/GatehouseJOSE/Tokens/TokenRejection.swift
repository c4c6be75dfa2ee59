/// The reason why a token is not accepted.
package enum TokenRejection: Error, Sendable, Equatable, CaseIterable {
    case tooLong
    case malformed
    case unsupportedAlgorithm
    case criticalHeader
    case wrongType
    case unknownIssuer
    case unknownKey
    /// The keys of the token's issuer cannot be had at present, so that nobody can say.
    case unavailableKeys
    case badSignature
    case badClaim
    case expired
    case notYetValid
    case wrongAudience
    case unprovedBinding
    case revoked
    /// The issuer was asked, and says that it is not good, whatever the reason (RFC 7662 §2.2).
    case inactive
}

extension TokenRejection: CustomStringConvertible {
    /// A fixed text for `error_description` (RFC 6750 §3), which never repeats input.
    package var description: String {
        switch self {
        case .tooLong: "The access token is too long"
        case .malformed: "The access token is malformed"
        case .unsupportedAlgorithm: "The access token's signature algorithm is not supported"
        case .criticalHeader: "The access token's header demands an extension that is not supported"
        case .wrongType: "The token is not an access token"
        case .unknownIssuer: "The access token's issuer is not trusted"
        case .unknownKey: "The access token's signing key is not known"
        case .unavailableKeys: "The access token's issuer cannot be reached"
        case .badSignature: "The access token's signature is not valid"
        case .badClaim: "The access token's claims are not valid"
        case .expired: "The access token expired"
        case .notYetValid: "The access token is not valid yet"
        case .wrongAudience: "The access token is meant for another audience"
        case .unprovedBinding: "The access token is bound to a key whose possession was not proved"
        case .revoked: "The access token was revoked"
        case .inactive: "The access token is not active"
        }
    }

    /// A stable name for logs, metrics, command output.
    package var reason: String {
        switch self {
        case .tooLong: "too_long"
        case .malformed: "malformed"
        case .unsupportedAlgorithm: "unsupported_algorithm"
        case .criticalHeader: "critical_header"
        case .wrongType: "wrong_type"
        case .unknownIssuer: "unknown_issuer"
        case .unknownKey: "unknown_key"
        case .unavailableKeys: "unavailable_keys"
        case .badSignature: "bad_signature"
        case .badClaim: "bad_claim"
        case .expired: "expired"
        case .notYetValid: "not_yet_valid"
        case .wrongAudience: "wrong_audience"
        case .unprovedBinding: "unproved_binding"
        case .revoked: "revoked"
        case .inactive: "inactive"
        }
    }
}
