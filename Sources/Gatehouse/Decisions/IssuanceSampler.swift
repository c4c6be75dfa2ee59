import GatehouseOAuth

/// Finds out how many access tokens were issued since the last time, from the counters of the control plane.
struct IssuanceSampler {
    private let counters: [(grant: String, counter: PrometheusCounter)]
    private var counted: [String: Double] = [:]

    init(_ registry: PrometheusRegistry) {
        counters = GrantType.allCases.map { grant in
            (grant.rawValue, registry.counter("oauth.token.issued", [("grant", grant.rawValue)]))
        }
    }

    /// New tokens by grant type; none of those of which there is none.
    mutating func sample() -> [String: Int64] {
        var issued: [String: Int64] = [:]
        for (grant, counter) in counters {
            let value = counter.value
            // One that was reset begins anew.
            let fresh = value - min(value, counted[grant] ?? 0)
            counted[grant] = value
            if fresh >= 1 { issued[grant] = Int64(fresh) }
        }
        return issued
    }
}
