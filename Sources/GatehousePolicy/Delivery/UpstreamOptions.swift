/// Says how requests are dealt out to an application's upstreams, and what is done about one that does not answer well.
package struct UpstreamOptions: Sendable, Hashable {
    /// Which endpoint gets the next request.
    package enum Balance: String, Sendable, CaseIterable {
        /// The one with the fewest requests under way: of all while they are few, else of two that are drawn.
        case leastRequest = "least_request"
        /// One after the other.
        case roundRobin = "round_robin"
    }

    /// Asks each endpoint, again and again, whether it is well.
    package struct HealthCheck: Sendable, Hashable {
        /// What is asked for by GET, as it is sent.
        package var path: String
        /// From one question to the next, in seconds.
        package var interval: Int64 = 10
        /// How long an answer is waited for, in seconds.
        package var timeout: Int64 = 2
        /// After how many good answers in a row an endpoint returns.
        package var healthyAfter: Int64 = 2
        /// After how many bad ones in a row it gets no requests.
        package var unhealthyAfter: Int64 = 3
        /// The statuses that are good.
        package var expected: ClosedRange<Int64> = 200...399

        init(path: String) {
            self.path = path
        }
    }

    /// Gives an endpoint no requests for a while after it has failed several in a row.
    package struct Ejection: Sendable, Hashable {
        /// How many failures in a row it takes.
        package var consecutiveFailures: Int64 = 5
        /// How long the first ejection lasts, in seconds; each further one twice as long.
        package var baseSeconds: Int64 = 30
        /// How long one lasts at most, in seconds.
        package var maximumSeconds: Int64 = 300
        /// How many of the endpoints may be out at once, in percent; one may always, and never all.
        package var maximumPercent: Int64 = 50

        /// The usual.
        package init() {}
    }

    /// Sends a request again that an endpoint failed.
    package struct Retries: Sendable, Hashable {
        /// How often, at most.
        package var attempts: Int64 = 2
        /// How many of an application's requests may be sent again, in percent.
        package var budgetPercent: Int64 = 20
        /// How many may be in any case, a second.
        package var minimumPerSecond: Int64 = 10
        /// How long a response is waited for before the request is sent elsewhere, in seconds.
        package var perTrySeconds: Int64?
        /// Statuses with which an endpoint says that it failed.
        package var statuses: [Int64] = []

        /// The usual.
        package init() {}
    }

    /// What an upstream is told as `Host`.
    package enum HostHeader: Sendable, Hashable {
        /// What the client asked for.
        case keep
        /// The authority of the upstream's own URL.
        case upstream
        /// This one.
        case name(String)
    }

    /// Which endpoint gets the next request.
    package var balance = Balance.leastRequest
    /// Asks whether endpoints are well; nil asks nothing.
    package var healthCheck: HealthCheck?
    /// Takes failing endpoints out; nil does not.
    package var ejection: Ejection? = Ejection()
    /// For how long an endpoint that has returned gets fewer requests, in seconds.
    package var slowStartSeconds: Int64 = 0
    /// How many requests one endpoint may have under way; 0 means no limit.
    package var concurrency: Int64 = 0
    /// What is sent again; nil is the usual where there are several endpoints, and nothing where there is one.
    package var retries: Retries?
    /// How often names are looked up, in seconds.
    package var resolveSeconds: Int64 = 30
    /// What an upstream is told as `Host`.
    package var hostHeader = HostHeader.keep

    /// The usual.
    package init() {}
}
