/// Everything that happened at the gate in a span.
package struct TrafficOverview: Sendable, Equatable {
    /// How far back it goes.
    package var span: TrafficSpan
    /// Where the first bucket begins, in Unix seconds.
    package var start: Int64
    /// Requests of the whole span.
    package var total: TrafficCount
    /// Requests of the span before, for comparison; nil if nothing was recorded then.
    package var former: TrafficCount?
    /// Oldest first.
    package var buckets: [TrafficCount]
    /// Refusals by reason, the most frequent first.
    package var refusals: [NamedCount]
    /// Of the permitted requests of the whole span.
    package var latency: LatencyPercentiles
    /// The same by bucket, oldest first.
    package var latencies: [LatencyPercentiles]
    /// Access tokens by grant type, the most frequent first.
    package var issued: [NamedCount]
    /// Access tokens, oldest bucket first.
    package var issuedBuckets: [Int64]
    /// By application.
    package var upstreams: [UpstreamStanding]
    /// Decisions that were counted but not kept one by one, because too many came at once.
    package var sampledOut: Int64

    /// With a span and its start alone, a quiet one.
    package init(
        span: TrafficSpan,
        start: Int64,
        total: TrafficCount = TrafficCount(),
        former: TrafficCount? = nil,
        buckets: [TrafficCount] = [],
        refusals: [NamedCount] = [],
        latency: LatencyPercentiles = LatencyPercentiles(),
        latencies: [LatencyPercentiles] = [],
        issued: [NamedCount] = [],
        issuedBuckets: [Int64] = [],
        upstreams: [UpstreamStanding] = [],
        sampledOut: Int64 = 0
    ) {
        self.span = span
        self.start = start
        self.total = total
        self.former = former
        self.buckets = buckets
        self.refusals = refusals
        self.latency = latency
        self.latencies = latencies
        self.issued = issued
        self.issuedBuckets = issuedBuckets
        self.upstreams = upstreams
        self.sampledOut = sampledOut
    }
}
