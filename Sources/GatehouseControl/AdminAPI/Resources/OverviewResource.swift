import GatehouseOAuth
import GatehousePolicy

/// Figures of a span, and how much there is of everything.
struct APIOverview: APIResource {
    let traffic: TrafficOverview
    let counts: DirectoryCounts

    private struct Percentiles: Encodable {
        let p50: Int64?
        let p95: Int64?
        let p99: Int64?

        init(_ latency: LatencyPercentiles) {
            (p50, p95, p99) = (latency.p50, latency.p95, latency.p99)
        }

        enum CodingKeys: String, CodingKey {
            case p50 = "p50_us"
            case p95 = "p95_us"
            case p99 = "p99_us"
        }
    }

    private struct Named: Encodable {
        let name: String
        let count: Int64

        init(_ named: NamedCount) {
            (name, count) = (named.name, named.count)
        }
    }

    private struct Upstream: Encodable {
        let application: String
        let requests: Int64
        let failures: Int64
        let lastFailure: String?
        let lastFailureAt: Int64?
        let lastSuccessAt: Int64?
        let p95: Int64?

        init(_ standing: UpstreamStanding) {
            application = standing.application
            requests = standing.requests
            failures = standing.failures
            lastFailure = standing.lastFailure
            lastFailureAt = standing.lastFailureAt
            lastSuccessAt = standing.lastSuccessAt
            p95 = standing.p95
        }

        enum CodingKeys: String, CodingKey {
            case application
            case requests
            case failures
            case lastFailure = "last_failure"
            case lastFailureAt = "last_failure_at"
            case lastSuccessAt = "last_success_at"
            case p95 = "p95_us"
        }
    }

    private struct Counts: Encodable {
        let counts: DirectoryCounts

        enum CodingKeys: String, CodingKey {
            case clients
            case disabledClients = "disabled_clients"
            case users
            case disabledUsers = "disabled_users"
            case clientsByApplication = "clients_by_application"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(counts.clients, forKey: .clients)
            try container.encode(counts.disabledClients, forKey: .disabledClients)
            try container.encode(counts.users, forKey: .users)
            try container.encode(counts.disabledUsers, forKey: .disabledUsers)
            try container.encode(counts.clientsByApplication, forKey: .clientsByApplication)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case span
        case start
        case bucketSeconds = "bucket_seconds"
        case total
        case former
        case buckets
        case refusals
        case latency
        case latencies
        case issued
        case issuedBuckets = "issued_buckets"
        case upstreams
        case sampledOut = "sampled_out"
        case counts
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(traffic.span.rawValue, forKey: .span)
        try container.encode(traffic.start, forKey: .start)
        try container.encode(traffic.span.bucketSeconds, forKey: .bucketSeconds)
        try container.encode(traffic.total, forKey: .total)
        try container.encodeIfPresent(traffic.former, forKey: .former)
        try container.encode(traffic.buckets, forKey: .buckets)
        try container.encode(traffic.refusals.map { Named($0) }, forKey: .refusals)
        try container.encode(Percentiles(traffic.latency), forKey: .latency)
        try container.encode(traffic.latencies.map { Percentiles($0) }, forKey: .latencies)
        try container.encode(traffic.issued.map { Named($0) }, forKey: .issued)
        try container.encode(traffic.issuedBuckets, forKey: .issuedBuckets)
        try container.encode(traffic.upstreams.map { Upstream($0) }, forKey: .upstreams)
        try container.encode(traffic.sampledOut, forKey: .sampledOut)
        try container.encode(Counts(counts: counts), forKey: .counts)
    }
}

extension APIOverview {
    static var schema: APISchema {
        .named(
            "Overview",
            .output([
                .required("span", .word(TrafficSpan.allCases.map(\.rawValue)), "How far back it goes."),
                .required("start", .instant, "Where the first bucket begins, in Unix seconds."),
                .required("bucket_seconds", .count, "How long a bucket is."),
                .required("total", traffic, "Requests of the span."),
                .optional("former", traffic, "Requests of the span before; left out if nothing was recorded then."),
                .required("buckets", .list(traffic), "Oldest first."),
                .required("refusals", .list(named), "By reason, the most frequent first."),
                .required("latency", latency, "Of the whole span."),
                .required("latencies", .list(latency), "Oldest bucket first."),
                .required("issued", .list(named), "Access tokens by grant type."),
                .required("issued_buckets", .list(.count), "Access tokens, oldest bucket first."),
                .required("upstreams", .list(upstream), "How the applications' servers have answered."),
                .required("sampled_out", .count, "Decisions that were counted but not kept one by one."),
                .required("counts", counts, "How much there is of everything."),
            ])
        )
    }

    /// Requests that were let through and refused.
    static let traffic = APISchema.named(
        "Traffic",
        .output([
            .required("permitted", .count, "Requests that were passed on."),
            .required("refused", .count, "Requests that were not."),
        ])
    )

    private static let named = APISchema.named(
        "NamedCount",
        .output([
            .required("name", .text, "What is counted."),
            .required("count", .count, "How often."),
        ])
    )

    private static let latency = APISchema.named(
        "Latency",
        .output([
            .optional("p50_us", .count, "Half of the requests took no longer, in microseconds."),
            .optional("p95_us", .count, "95 of a hundred took no longer."),
            .optional("p99_us", .count, "99 of a hundred took no longer."),
        ])
    )

    private static let upstream = APISchema.named(
        "Upstream",
        .output([
            .required("application", .text, "The application."),
            .required("requests", .count, "Requests that went to it."),
            .required("failures", .count, "Those that it did not answer, or not soundly."),
            .optional("last_failure", .text, "The last failure in one word."),
            .optional("last_failure_at", .instant, "When that was."),
            .optional("last_success_at", .instant, "When it last answered soundly."),
            .optional("p95_us", .count, "95 of a hundred answers took no longer to their head."),
        ])
    )

    private static let counts = APISchema.named(
        "Counts",
        .output([
            .required("clients", .count, "Clients."),
            .required("disabled_clients", .count, "Of which so many are disabled."),
            .required("users", .count, "People."),
            .required("disabled_users", .count, "Of whom so many are disabled."),
            .required("clients_by_application", .map(.count), "Clients by the short key of their application."),
        ])
    )
}
