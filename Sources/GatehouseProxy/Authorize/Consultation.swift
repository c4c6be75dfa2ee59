/// A question to another authorization server that a request waits for.
enum Consultation: Hashable {
    /// Its keys, which are being fetched again.
    case keys(issuer: String, flight: UInt64)
    /// What an opaque token is worth.
    case token(issuer: String, [UInt8])

    /// Who is asked, by the name in `trusted_issuers`.
    var issuer: String {
        switch self {
        case .keys(let issuer, _): issuer
        case .token(let issuer, _): issuer
        }
    }
}

/// A request that waits for an answer.
protocol ConsultationClient: AnyObject {
    /// The answer has come, or will not: decide again, without waiting once more.
    func consulted()
}
