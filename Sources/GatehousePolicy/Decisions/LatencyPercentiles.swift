/// How long requests took in a bucket of time, in microseconds; nil where there was none.
package struct LatencyPercentiles: Sendable, Equatable {
    /// Half of the requests took no longer.
    package var p50: Int64?
    /// 95 of 100 took no longer.
    package var p95: Int64?
    /// 99 of 100 took no longer.
    package var p99: Int64?

    /// Without arguments, of no request.
    package init(p50: Int64? = nil, p95: Int64? = nil, p99: Int64? = nil) {
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}
