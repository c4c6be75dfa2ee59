/// Chooses which decisions are kept one by one when too many come.
///
/// Whoever has no token can send as much as they like, so what they send takes nothing from what callers with a
/// verified token do, and refusals take nothing from permits.
package struct DecisionSampling: Sendable, Equatable {
    private var permits: TokenBucket
    private var refusals: TokenBucket
    private var anonymousPermits: TokenBucket
    private var anonymousRefusals: TokenBucket

    /// So many in a second; after a quiet time ten times as many at once, of each verdict without a token five times.
    package init(
        permitsPerSecond: Double = 200,
        refusalsPerSecond: Double = 500,
        anonymousPerSecond: Double = 100
    ) {
        self.permits = TokenBucket(rate: permitsPerSecond, burst: permitsPerSecond * 10)
        self.refusals = TokenBucket(rate: refusalsPerSecond, burst: refusalsPerSecond * 10)
        self.anonymousPermits = TokenBucket(rate: anonymousPerSecond, burst: anonymousPerSecond * 5)
        self.anonymousRefusals = anonymousPermits
    }

    /// Whether a decision that is made now, in milliseconds, is kept; `isVerified` if its token was verified.
    mutating func keeps(isPermit: Bool, isVerified: Bool, now: Int64) -> Bool {
        switch (isVerified, isPermit) {
        case (true, true): permits.take(now: now)
        case (true, false): refusals.take(now: now)
        case (false, true): anonymousPermits.take(now: now)
        case (false, false): anonymousRefusals.take(now: now)
        }
    }
}
