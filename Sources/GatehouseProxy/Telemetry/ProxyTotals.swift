/// Adds up what the event loops have counted since the start, by name.
package struct ProxyTotals: Sendable {
    /// Names one counter of decisions.
    package struct Decision: Hashable, Sendable {
        /// The application's key; `none` for requests that reached none.
        package let application: String
        /// The route as the policy writes it; `none` for requests that matched none.
        package let route: String
        /// How the gate dealt with them.
        package let reason: DecisionReason
    }

    /// Names one counter of answers; class 2 is 2xx, class 0 is "none was sent".
    package struct Status: Hashable, Sendable {
        /// The application's key; `none` for requests that reached none.
        package let application: String
        /// The first digit of the status.
        package let statusClass: Int
    }

    /// Requests that have ended.
    package internal(set) var decisions: [Decision: UInt64] = [:]
    /// Answers that were sent, and requests that got none.
    package internal(set) var statuses: [Status: UInt64] = [:]
    /// How long requests took, by application.
    package internal(set) var durations: [String: LatencyHistogram] = [:]

    mutating func add(_ other: ProxyTotals) {
        decisions.merge(other.decisions, uniquingKeysWith: &+)
        statuses.merge(other.statuses, uniquingKeysWith: &+)
        for (name, histogram) in other.durations { durations[name, default: LatencyHistogram()].add(histogram) }
    }
}

/// Counts the requests of one application that were sent again.
package struct RetryCounts: Sendable, Equatable {
    /// Those that were.
    package internal(set) var sent: UInt64 = 0
    /// Those that were not, because too many had been.
    package internal(set) var refused: UInt64 = 0
}

/// Tells how one endpoint of an application stands.
package struct UpstreamSample: Sendable, Equatable {
    /// The application's key.
    package let application: String
    /// As the policy names it, with the address that its name led to.
    package let upstream: String
    /// Whether it gets requests.
    package let isHealthy: Bool
    /// How often it was ejected.
    package let ejections: UInt64
}

/// Describes the proxy at one instant, over all loops.
package struct ProxyMetricsSample: Sendable {
    /// What became of requests since the start.
    package internal(set) var totals = ProxyTotals()
    /// The generation of the snapshot that every loop decides by; the smallest one.
    package internal(set) var generation: UInt64 = .max
    /// Open connections of clients.
    package internal(set) var clientConnections = 0
    /// Requests under way.
    package internal(set) var activeRequests = 0
    /// Open WebSockets.
    package internal(set) var webSockets = 0
    /// Open connections to upstreams, the idle ones included.
    package internal(set) var upstreamConnections = 0
    /// Those of them that carry no request.
    package internal(set) var idleUpstreamConnections = 0
    /// Connections to upstreams that were opened since the start.
    package internal(set) var upstreamConnects: UInt64 = 0
    /// Requests that an upstream failed, by the stable name of the failure.
    package internal(set) var upstreamFailures: [String: UInt64] = [:]
    /// By application.
    package internal(set) var retries: [String: RetryCounts] = [:]
    /// The endpoints of all applications.
    package internal(set) var upstreams: [UpstreamSample] = []
    /// Tokens that were known to be verified.
    package internal(set) var tokenCacheHits: UInt64 = 0
    /// Tokens that had to be verified.
    package internal(set) var tokenCacheMisses: UInt64 = 0
    /// What became of questions to other issuers about opaque tokens.
    package internal(set) var introspections = ConsultationCounts()
    /// Revocations in force.
    package internal(set) var revocations = 0
    /// Revocations that were widened to a whole client because the table is full.
    package internal(set) var foldedRevocations = 0
    /// DPoP proofs that are remembered against replay.
    package internal(set) var spentProofs = 0
    /// DPoP proofs that were refused because no more could be remembered.
    package internal(set) var unrememberedProofs: UInt64 = 0
    /// How TLS handshakes with clients ended; empty without TLS.
    package internal(set) var handshakes: [HandshakeResult: UInt64] = [:]
    /// What became of connections that were to begin with a PROXY header; empty where none are.
    package internal(set) var proxyHeaders: [ProxyHeaderResult: UInt64] = [:]
    /// The certificates in force.
    package internal(set) var certificates: [ServerCertificate] = []
    /// What the gate shows to upstreams.
    package internal(set) var upstreamCertificate: UpstreamCertificate?

    mutating func add(_ other: ProxyMetricsSample) {
        totals.add(other.totals)
        generation = min(generation, other.generation)
        clientConnections += other.clientConnections
        activeRequests += other.activeRequests
        webSockets += other.webSockets
        introspections.add(other.introspections)
        upstreamConnections += other.upstreamConnections
        idleUpstreamConnections += other.idleUpstreamConnections
        upstreamConnects &+= other.upstreamConnects
        upstreamFailures.merge(other.upstreamFailures, uniquingKeysWith: &+)
        for (application, counts) in other.retries {
            retries[application, default: RetryCounts()].sent &+= counts.sent
            retries[application, default: RetryCounts()].refused &+= counts.refused
        }
        tokenCacheHits &+= other.tokenCacheHits
        tokenCacheMisses &+= other.tokenCacheMisses
        // Each loop holds its own copy of the same table.
        revocations = max(revocations, other.revocations)
        foldedRevocations = max(foldedRevocations, other.foldedRevocations)
        // All loops share one memory.
        spentProofs = max(spentProofs, other.spentProofs)
        unrememberedProofs = max(unrememberedProofs, other.unrememberedProofs)
        handshakes.merge(other.handshakes, uniquingKeysWith: &+)
        proxyHeaders.merge(other.proxyHeaders, uniquingKeysWith: &+)
        certificates = other.certificates
    }
}
