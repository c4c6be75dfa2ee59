import GatehousePolicy

/// A client that is refused again and again for the same reason.
struct RepeatedRefusal: Sendable, Equatable {
    /// Fewer may be somebody who tries something out.
    private static let least = 20

    let client: String
    /// The gate's word.
    let reason: String
    let count: Int
    /// The oldest of those that were looked at, in Unix milliseconds.
    let since: Int64

    /// The most frequent first, at most three.
    static func all(in refusals: [RecordedDecision]) -> [RepeatedRefusal] {
        var found: [String: RepeatedRefusal] = [:]
        for refusal in refusals {
            guard let client = refusal.client, let token = refusal.token, token.isVerified else { continue }
            let key = client + "\n" + refusal.reason
            let former = found[key]
            found[key] = RepeatedRefusal(
                client: client,
                reason: refusal.reason,
                count: (former?.count ?? 0) + 1,
                since: min(former?.since ?? .max, refusal.time)
            )
        }
        let often = found.values.filter { $0.count >= least }
        return Array(often.sorted { ($0.count, $1.client) > ($1.count, $0.client) }.prefix(3))
    }
}
