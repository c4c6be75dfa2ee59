import GatehouseJOSE

/// The reason why a token that needs a DPoP proof is refused for want of a good one.
enum ProofRefusal: Error, Sendable, Equatable {
    case missing
    case wrong(DPoPRefusal)
    /// It carries a nonce, and none is given out here.
    case unknownNonce
    /// There is no room to remember that it was used.
    case full
}

extension ProofRefusal: CustomStringConvertible {
    /// A fixed text for `error_description` (RFC 9449 §7.1), which never repeats input.
    var description: String {
        switch self {
        case .missing: "The request has no DPoP proof"
        case .wrong(let refusal): refusal.description
        case .unknownNonce: "The DPoP proof's nonce is not of this server"
        case .full: "No more DPoP proofs can be accepted at present"
        }
    }

    /// A stable name for records.
    var reason: String {
        switch self {
        case .missing: "missing"
        case .wrong(let refusal): refusal.reason
        case .unknownNonce: "unknown_nonce"
        case .full: "full"
        }
    }
}
