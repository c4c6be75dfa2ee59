import GatehouseJOSE
import GatehousePolicy

/// Tells when the token that opened a stream has expired or was revoked (contract §5).
struct TokenWatch {
    /// Seconds by which a token counts longer than it says (contract §5).
    private static let expiryLeeway: Int64 = 60

    private let token: AuthorizedToken

    /// Nil for a stream that no token opened, or that outlives it because its application says so.
    init?(_ admission: Admission, _ snapshot: LoopSnapshot) {
        guard case .forward(.application(let permit)) = admission.verdict, let token = admission.token,
            !snapshot.proxy.policy.applications[permit.application].streamPastExpiry
        else { return nil }
        self.token = token
    }

    /// Whether its time is over; `now` is in Unix seconds.
    func hasEnded(now: Int64, revocations: RevocationTable) -> Bool {
        let isExpired = now - Self.expiryLeeway >= token.facts.token.expiresAt
        return isExpired || revocations.refuses(token.names, issuedAt: token.facts.token.issuedAt)
    }
}
