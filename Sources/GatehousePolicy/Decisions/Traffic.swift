/// How far back figures go, and how finely.
package enum TrafficSpan: String, Sendable, CaseIterable {
    /// 60 buckets of one minute.
    case hour
    /// 48 buckets of half an hour.
    case day
    /// 56 buckets of three hours.
    case week

    /// The length of a bucket, in seconds.
    package var bucketSeconds: Int64 {
        switch self {
        case .hour: 60
        case .day: 1_800
        case .week: 10_800
        }
    }

    /// How many buckets there are; the last one is the one that fills now.
    package var bucketCount: Int {
        switch self {
        case .hour: 60
        case .day: 48
        case .week: 56
        }
    }
}

/// Requests in a bucket of time.
package struct TrafficCount: Sendable, Equatable, Codable {
    package var permitted: Int64
    package var refused: Int64

    package init(permitted: Int64 = 0, refused: Int64 = 0) {
        self.permitted = permitted
        self.refused = refused
    }

    package var total: Int64 { permitted + refused }

    package static func + (one: TrafficCount, other: TrafficCount) -> TrafficCount {
        TrafficCount(permitted: one.permitted + other.permitted, refused: one.refused + other.refused)
    }
}

/// What came in on one route.
package struct RouteTraffic: Sendable, Equatable {
    package var application: String
    /// The route's label.
    package var route: String
    package var total: TrafficCount
    /// Oldest first, as many as the span has.
    package var buckets: [TrafficCount]

    package init(application: String, route: String, total: TrafficCount, buckets: [TrafficCount]) {
        self.application = application
        self.route = route
        self.total = total
        self.buckets = buckets
    }
}

/// What one client did on one route, since it is counted.
package struct ClientRouteUse: Sendable, Equatable {
    package var client: String
    package var application: String
    /// The route's label.
    package var route: String
    package var total: TrafficCount
    /// The last request, in Unix seconds.
    package var lastAt: Int64

    package init(client: String, application: String, route: String, total: TrafficCount, lastAt: Int64) {
        self.client = client
        self.application = application
        self.route = route
        self.total = total
        self.lastAt = lastAt
    }
}

/// When a client last made use of a scope that a route asked for.
package struct ScopeUse: Sendable, Equatable {
    package var scope: String
    /// In Unix seconds.
    package var lastAt: Int64

    package init(scope: String, lastAt: Int64) {
        self.scope = scope
        self.lastAt = lastAt
    }
}

/// A word with how often it was the case.
package struct NamedCount: Sendable, Equatable {
    package var name: String
    package var count: Int64

    package init(name: String, count: Int64) {
        self.name = name
        self.count = count
    }
}

/// How long requests took in a bucket of time, in microseconds; nil where there was none.
package struct LatencyPercentiles: Sendable, Equatable {
    package var p50: Int64?
    package var p95: Int64?
    package var p99: Int64?

    package init(p50: Int64? = nil, p95: Int64? = nil, p99: Int64? = nil) {
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}

/// How an application's upstream has answered lately.
package struct UpstreamStanding: Sendable, Equatable {
    package var application: String
    /// Requests that went to it in the span.
    package var requests: Int64
    /// Those that it did not answer, or not soundly.
    package var failures: Int64
    /// The last failure in one word, and when, in Unix seconds.
    package var lastFailure: String?
    package var lastFailureAt: Int64?
    /// The last sound answer, in Unix seconds.
    package var lastSuccessAt: Int64?
    /// Of its answers, to their head, in microseconds.
    package var p95: Int64?

    package init(
        application: String,
        requests: Int64,
        failures: Int64,
        lastFailure: String? = nil,
        lastFailureAt: Int64? = nil,
        lastSuccessAt: Int64? = nil,
        p95: Int64? = nil
    ) {
        self.application = application
        self.requests = requests
        self.failures = failures
        self.lastFailure = lastFailure
        self.lastFailureAt = lastFailureAt
        self.lastSuccessAt = lastSuccessAt
        self.p95 = p95
    }
}

/// Everything that happened at the gate in a span.
package struct TrafficOverview: Sendable, Equatable {
    package var span: TrafficSpan
    /// Where the first bucket begins, in Unix seconds.
    package var start: Int64
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
