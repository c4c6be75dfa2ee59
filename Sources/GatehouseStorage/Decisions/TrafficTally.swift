package import GatehousePolicy

/// What came in since the last time it was written down, counted.
package struct TrafficTally: Sendable, Equatable {
    /// What belongs to one minute.
    package struct Minute: Sendable, Equatable {
        /// All requests of the minute.
        package var total = TrafficCount()
        /// By application and route; an empty text for none.
        package var routes: [RouteKey: TrafficCount] = [:]
        /// By reason, as `DecisionWords.label` writes it.
        package var refusals: [String: Int64] = [:]
        /// How long requests took; preflights do not count.
        package var latency = LatencyCounts()
        /// By application.
        package var upstreams: [String: UpstreamCount] = [:]
        /// Access tokens by grant type.
        package var issued: [String: Int64] = [:]
        /// Requests that were counted but not kept one by one.
        package var sampledOut: Int64 = 0

        /// Counts nothing yet.
        package init() {}
    }

    /// An application with one of its routes.
    package struct RouteKey: Sendable, Hashable {
        /// The application's key.
        package let application: String
        /// The route as the policy writes it.
        package let route: String

        /// Names a route; an empty text for none.
        package init(application: String, route: String) {
            self.application = application
            self.route = route
        }
    }

    /// A client with a route that it called.
    package struct ClientKey: Sendable, Hashable {
        /// The token's client.
        package let client: String
        /// What it called.
        package let route: RouteKey

        /// Names what one client did on one route.
        package init(client: String, route: RouteKey) {
            self.client = client
            self.route = route
        }
    }

    /// A client with a scope that it used.
    package struct ScopeKey: Sendable, Hashable {
        /// The token's client.
        package let client: String
        /// As tokens carry it.
        package let scope: String

        /// Names what one client used.
        package init(client: String, scope: String) {
            self.client = client
            self.scope = scope
        }
    }

    /// Requests with the instant of the last one, in Unix seconds.
    package struct Use: Sendable, Equatable {
        /// How many there were.
        package var count = TrafficCount()
        /// When the last one came, in Unix seconds.
        package var lastAt: Int64 = 0

        /// Counts nothing yet.
        package init() {}
    }

    /// What an upstream did with requests.
    package struct UpstreamCount: Sendable, Equatable {
        /// Those that were meant for it.
        package var requests: Int64 = 0
        /// Those that it failed.
        package var failures: Int64 = 0
        /// How long it took to the head of its answer.
        package var latency = LatencyCounts()

        /// Counts nothing yet.
        package init() {}
    }

    /// When an upstream last failed and last answered soundly, in Unix seconds.
    package struct Standing: Sendable, Equatable {
        /// The stable name of the last failure; nil if there was none.
        package var lastFailure: String?
        /// When that was.
        package var lastFailureAt: Int64?
        /// When it last answered soundly; nil if it never has.
        package var lastSuccessAt: Int64?

        /// Knows nothing yet.
        package init() {}
    }

    /// By the minute's start, in Unix seconds.
    package var minutes: [Int64: Minute] = [:]
    /// What each client did on each route.
    package var clients: [ClientKey: Use] = [:]
    /// The last use, in Unix seconds.
    package var scopes: [ScopeKey: Int64] = [:]
    /// By application.
    package var standings: [String: Standing] = [:]

    /// Counts nothing yet.
    package init() {}

    /// Whether there is nothing to write down.
    package var isEmpty: Bool { minutes.isEmpty && clients.isEmpty && scopes.isEmpty && standings.isEmpty }
}

extension TrafficTally {
    /// Adds what another one counted later.
    package mutating func add(_ other: TrafficTally) {
        for (start, minute) in other.minutes { minutes[start, default: Minute()].add(minute) }
        for (key, use) in other.clients {
            clients[key, default: Use()].count = clients[key, default: Use()].count + use.count
            clients[key, default: Use()].lastAt = max(clients[key, default: Use()].lastAt, use.lastAt)
        }
        scopes.merge(other.scopes) { max($0, $1) }
        for (application, standing) in other.standings {
            standings[application, default: Standing()].add(standing)
        }
    }
}

extension TrafficTally.Minute {
    mutating func add(_ other: TrafficTally.Minute) {
        total = total + other.total
        routes.merge(other.routes) { $0 + $1 }
        refusals.merge(other.refusals) { $0 + $1 }
        latency.add(other.latency)
        issued.merge(other.issued) { $0 + $1 }
        sampledOut += other.sampledOut
        for (application, upstream) in other.upstreams {
            var sum = upstreams[application] ?? TrafficTally.UpstreamCount()
            sum.requests += upstream.requests
            sum.failures += upstream.failures
            sum.latency.add(upstream.latency)
            upstreams[application] = sum
        }
    }
}

extension TrafficTally.Standing {
    mutating func add(_ other: TrafficTally.Standing) {
        if let at = other.lastFailureAt, at >= lastFailureAt ?? .min {
            lastFailureAt = at
            lastFailure = other.lastFailure
        }
        if let at = other.lastSuccessAt { lastSuccessAt = max(at, lastSuccessAt ?? at) }
    }
}
