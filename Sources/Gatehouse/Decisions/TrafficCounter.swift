import GatehousePolicy
import GatehouseProxy
import GatehouseStorage

/// Counts every request: by the identity of its route and by its client first, because most requests repeat one.
///
/// It holds no token: those that are used once would all stay in memory until the next time that counts are written.
struct TrafficCounter {
    /// What tells requests apart, beside what is counted by the minute.
    private struct Case: Hashable {
        let minute: Int64
        let route: ObjectIdentifier
        let client: String?
        let isPermit: Bool
    }

    fileprivate struct Tally {
        let application: CompiledApplication
        /// The object keeps its identity from being given to another.
        let route: CompiledRoute
        var count: Int64 = 0
        /// In Unix seconds.
        var lastAt: Int64 = 0
        /// The scopes that the route asks for, with their last use in Unix seconds; 0 if never.
        var scopes: [(name: String, usedAt: Int64)]
    }

    private var cases: [Case: Tally] = [:]
    private var tally = TrafficTally()

    /// Counts a request when it ended.
    mutating func count(_ record: AccessRecord) {
        let end = record.time / 1_000 + record.duration / 1_000_000
        let minute = end - end % 60
        tally.minutes[minute, default: TrafficTally.Minute()].count(record)
        guard let application = record.compiledApplication else { return }
        if record.reason.reachesUpstream {
            tally.standings[application.key, default: TrafficTally.Standing()].count(record, at: end)
        }
        guard let route = record.compiledRoute else { return }
        let key = Case(
            minute: minute,
            route: ObjectIdentifier(route),
            client: record.client,
            isPermit: record.reason.isPermit
        )
        cases[key, default: Tally(application, route)].count(record, at: end)
    }

    /// Counts a request that is not kept one by one because too many come; `now` is in Unix seconds.
    mutating func countSampledOut(now: Int64) {
        tally.minutes[now - now % 60, default: TrafficTally.Minute()].sampledOut += 1
    }

    /// Counts access tokens by grant type; `now` is in Unix seconds.
    mutating func count(issued: [String: Int64], now: Int64) {
        guard !issued.isEmpty else { return }
        tally.minutes[now - now % 60, default: TrafficTally.Minute()].issued.merge(issued) { $0 + $1 }
    }

    /// Hands over what was counted, and begins anew.
    mutating func take() -> TrafficTally {
        for (key, counted) in cases { add(counted, key) }
        cases.removeAll(keepingCapacity: cases.count < 1_024)
        defer { tally = TrafficTally() }
        return tally
    }

    private mutating func add(_ counted: Tally, _ key: Case) {
        let count =
            key.isPermit ? TrafficCount(permitted: counted.count) : TrafficCount(refused: counted.count)
        let route = TrafficTally.RouteKey(application: counted.application.key, route: counted.route.label)
        var minute = tally.minutes.removeValue(forKey: key.minute) ?? TrafficTally.Minute()
        minute.routes[route] = (minute.routes[route] ?? TrafficCount()) + count
        tally.minutes[key.minute] = minute
        guard let name = key.client?.cut(to: TextLimit.identifier) else { return }
        let client = TrafficTally.ClientKey(client: name, route: route)
        var use = tally.clients[client] ?? TrafficTally.Use()
        use.count = use.count + count
        use.lastAt = max(use.lastAt, counted.lastAt)
        tally.clients[client] = use
        for scope in counted.scopes where scope.usedAt > 0 {
            let key = TrafficTally.ScopeKey(client: name, scope: scope.name)
            tally.scopes[key] = max(tally.scopes[key] ?? 0, scope.usedAt)
        }
    }
}

extension TrafficCounter.Tally {
    fileprivate init(_ application: CompiledApplication, _ route: CompiledRoute) {
        let scopes = route.requirement.allScopes + route.requirement.anyScope
        self.init(application: application, route: route, scopes: scopes.map { ($0, 0) })
    }

    /// Counts a request that ended at `end`, in Unix seconds.
    fileprivate mutating func count(_ record: AccessRecord, at end: Int64) {
        count += 1
        lastAt = max(lastAt, end)
        guard record.reason.isPermit, route.tokenNeed == .required, let token = record.token else { return }
        for index in scopes.indices {
            // Within one second it says nothing new.
            guard scopes[index].usedAt < end, token.principal.holds(scopes[index].name) else { continue }
            scopes[index].usedAt = end
        }
    }
}

extension TrafficTally.Minute {
    fileprivate mutating func count(_ record: AccessRecord) {
        guard record.reason.isPermit else {
            total.refused += 1
            refusals[DecisionWords.label(reason: record.reason.name, detail: record.detail), default: 0] += 1
            return
        }
        total.permitted += 1
        guard record.reason.reachesUpstream else { return }
        latency.add(record.duration)
        guard let application = record.compiledApplication else { return }
        upstreams[application.key, default: TrafficTally.UpstreamCount()].count(record)
    }
}

extension TrafficTally.UpstreamCount {
    fileprivate mutating func count(_ record: AccessRecord) {
        requests += 1
        if let duration = record.upstreamDuration { latency.add(duration) }
        if record.blamedFailure != nil { failures += 1 }
    }
}

extension TrafficTally.Standing {
    /// Takes note of how a request ended, in Unix seconds.
    fileprivate mutating func count(_ record: AccessRecord, at end: Int64) {
        if let failure = record.blamedFailure {
            lastFailure = failure
            lastFailureAt = max(end, lastFailureAt ?? end)
        } else if record.upstreamDuration != nil {
            lastSuccessAt = max(end, lastSuccessAt ?? end)
        }
    }
}

extension DecisionReason {
    /// The gate's own answers say nothing of how long requests take.
    fileprivate var reachesUpstream: Bool { isPermit && self != .preflight }
}

extension AccessRecord {
    /// How the upstream failed, if it is to blame.
    fileprivate var blamedFailure: String? {
        switch upstreamFailure {
        case "client_closed", "token_ended", "body_timeout", "quota_unavailable", "request_too_large", "request_broken",
            "websocket_violation", "websocket_idle":
            nil
        default: upstreamFailure
        }
    }
}
