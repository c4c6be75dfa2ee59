/// Chooses which decisions are kept one by one when too many come: refusals before permits.
package struct DecisionSampling: Sendable, Equatable {
    private var permits: TokenBucket
    private var refusals: TokenBucket

    /// So many in a second, and ten times as many at once after a quiet time.
    package init(permitsPerSecond: Double = 200, refusalsPerSecond: Double = 500) {
        self.permits = TokenBucket(rate: permitsPerSecond, burst: permitsPerSecond * 10)
        self.refusals = TokenBucket(rate: refusalsPerSecond, burst: refusalsPerSecond * 10)
    }

    /// Whether a decision that is made now, in milliseconds, is kept.
    mutating func keeps(isPermit: Bool, now: Int64) -> Bool {
        guard !isPermit else { return permits.take(now: now) }
        return refusals.take(now: now) || permits.take(now: now)
    }
}
