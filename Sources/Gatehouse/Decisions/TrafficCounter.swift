import GatehousePolicy
import GatehouseProxy
import GatehouseStorage

/// Counts every request: by the identity of its route and token first, because most requests repeat one.
struct TrafficCounter {
    /// What tells requests apart, beside what is counted by the minute.
    private struct Case: Hashable {
        let minute: Int64
        let route: ObjectIdentifier
        let token: ObjectIdentifier?
        let isPermit: Bool
    }

    private struct Tally {
        let application: CompiledApplication
        let route: CompiledRoute
        let token: AdmittedToken?
        var count: Int64 = 0
        var lastAt: Int64 = 0
    }

    /// Failures of which the upstream is innocent.
    private static let blameless: Set<String> = [
        "client_closed", "token_ended", "body_timeout", "quota_unavailable", "request_too_large", "request_broken",
        "websocket_violation", "websocket_idle",
    ]

    /// The objects in the values keep their identities from being given to others.
    private var cases: [Case: Tally] = [:]
    private var tally = TrafficTally()

    /// Counts a request when it ended.
    mutating func count(_ record: AccessRecord) {
        let end = record.time / 1_000 + record.duration / 1_000_000
        let minute = end - end % 60
        let isPermit = record.reason.isPermit
        countMinute(record, minute)
        guard let application = record.compiledApplication else { return }
        if isPermit, record.reason != .preflight { countUpstream(record, application.key, minute, end) }
        guard let route = record.compiledRoute else { return }
        let key = Case(
            minute: minute,
            route: ObjectIdentifier(route),
            token: record.token.map { ObjectIdentifier($0) },
            isPermit: isPermit
        )
        cases[key, default: Tally(application: application, route: route, token: record.token)].count += 1
        cases[key]?.lastAt = end
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

    private mutating func countMinute(_ record: AccessRecord, _ start: Int64) {
        var minute = tally.minutes[start] ?? TrafficTally.Minute()
        tally.minutes[start] = nil
        if record.reason.isPermit {
            minute.total.permitted += 1
            // The gate's own answers say nothing of how long requests take.
            if record.reason != .preflight { minute.latency.add(record.duration) }
        } else {
            minute.total.refused += 1
            minute.refusals[DecisionWords.label(reason: record.reason.name, detail: record.detail), default: 0] += 1
        }
        tally.minutes[start] = minute
    }

    private mutating func countUpstream(_ record: AccessRecord, _ key: String, _ start: Int64, _ end: Int64) {
        var minute = tally.minutes[start] ?? TrafficTally.Minute()
        tally.minutes[start] = nil
        var upstream = minute.upstreams[key] ?? TrafficTally.UpstreamCount()
        minute.upstreams[key] = nil
        var standing = tally.standings[key] ?? TrafficTally.Standing()
        upstream.requests += 1
        if let duration = record.upstreamDuration { upstream.latency.add(duration) }
        if let failure = record.upstreamFailure, !Self.blameless.contains(failure) {
            upstream.failures += 1
            standing.lastFailure = failure
            standing.lastFailureAt = max(end, standing.lastFailureAt ?? end)
        } else if record.upstreamDuration != nil {
            standing.lastSuccessAt = max(end, standing.lastSuccessAt ?? end)
        }
        minute.upstreams[key] = upstream
        tally.minutes[start] = minute
        tally.standings[key] = standing
    }

    private mutating func add(_ counted: Tally, _ key: Case) {
        let count =
            key.isPermit ? TrafficCount(permitted: counted.count) : TrafficCount(refused: counted.count)
        let route = TrafficTally.RouteKey(application: counted.application.key, route: counted.route.label)
        var minute = tally.minutes[key.minute] ?? TrafficTally.Minute()
        minute.routes[route] = (minute.routes[route] ?? TrafficCount()) + count
        tally.minutes[key.minute] = minute
        guard let principal = counted.token?.principal else { return }
        let client = TrafficTally.ClientKey(client: principal.client, route: route)
        var use = tally.clients[client] ?? TrafficTally.Use()
        use.count = use.count + count
        use.lastAt = max(use.lastAt, counted.lastAt)
        tally.clients[client] = use
        guard key.isPermit, counted.route.tokenNeed == .required else { return }
        let requirement = counted.route.requirement
        for scope in requirement.allScopes + requirement.anyScope where principal.holds(scope) {
            let key = TrafficTally.ScopeKey(client: principal.client, scope: scope)
            tally.scopes[key] = max(tally.scopes[key] ?? counted.lastAt, counted.lastAt)
        }
    }
}
