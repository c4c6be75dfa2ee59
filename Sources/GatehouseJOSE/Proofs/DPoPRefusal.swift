/// The reason why a DPoP proof is not accepted (RFC 9449 §4.3).
package enum DPoPRefusal: Error, Sendable, Equatable, CaseIterable {
    /// More than one field `DPoP` in one request.
    case several
    case tooLong
    case malformed
    case wrongType
    case unsupportedAlgorithm
    case criticalHeader
    /// The member `jwk` is missing or is no acceptable public key.
    case badKey
    /// The member `jwk` shows the private half as well.
    case privateKey
    case badSignature
    case badClaim
    case wrongMethod
    case wrongURL
    /// The proof was made too long ago or in the future.
    case outsideWindow
    /// The proof was not made for the access token beside it.
    case wrongAccessToken
    case replayed
}

extension DPoPRefusal: CustomStringConvertible {
    /// A fixed text for `error_description` (RFC 9449 §5, §7.1), which never repeats input.
    package var description: String {
        switch self {
        case .several: "The request has more than one DPoP proof"
        case .tooLong: "The DPoP proof is too long"
        case .malformed: "The DPoP proof is malformed"
        case .wrongType: "The DPoP proof's type is not dpop+jwt"
        case .unsupportedAlgorithm: "The DPoP proof's signature algorithm is not supported"
        case .criticalHeader: "The DPoP proof's header demands an extension that is not supported"
        case .badKey: "The DPoP proof's jwk is not an acceptable public key"
        case .privateKey: "The DPoP proof's jwk contains a private key"
        case .badSignature: "The DPoP proof's signature is not valid"
        case .badClaim: "The DPoP proof's claims are not valid"
        case .wrongMethod: "The DPoP proof's htm is not the method of this request"
        case .wrongURL: "The DPoP proof's htu is not the URL of this request"
        case .outsideWindow: "The DPoP proof's iat is too far from the time of this server"
        case .wrongAccessToken: "The DPoP proof's ath is not the hash of the access token"
        case .replayed: "The DPoP proof was used before"
        }
    }

    /// A stable name for logs, metrics, command output.
    package var reason: String {
        switch self {
        case .several: "several"
        case .tooLong: "too_long"
        case .malformed: "malformed"
        case .wrongType: "wrong_type"
        case .unsupportedAlgorithm: "unsupported_algorithm"
        case .criticalHeader: "critical_header"
        case .badKey: "bad_key"
        case .privateKey: "private_key"
        case .badSignature: "bad_signature"
        case .badClaim: "bad_claim"
        case .wrongMethod: "wrong_method"
        case .wrongURL: "wrong_url"
        case .outsideWindow: "outside_window"
        case .wrongAccessToken: "wrong_access_token"
        case .replayed: "replayed"
        }
    }
}
