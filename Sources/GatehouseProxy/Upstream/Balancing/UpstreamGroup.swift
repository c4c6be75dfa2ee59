import GatehousePolicy
import Logging

/// Deals out the requests of one application to its endpoints, for one event loop.
final class UpstreamGroup {
    private static let second: UInt64 = 1_000_000_000
    private static let gatewayStatuses = [502, 503, 504]

    private let standings: ApplicationStandings
    private let endpoints: [UpstreamEndpoint]
    /// The only one, if there is but one and nothing bounds it.
    private let sole: UpstreamEndpoint?
    private let loop: LoopState
    private let retries: UpstreamOptions.Retries
    private let concurrency: Int
    private let slowStart: UInt64
    private var budget: RetryBudget
    private var place = 0

    init(_ standings: ApplicationStandings, loop: LoopState) {
        let options = standings.options
        self.standings = standings
        self.loop = loop
        self.endpoints = standings.endpoints.map { loop.endpoint($0, of: standings) }
        self.concurrency = Int(options.concurrency)
        self.sole = endpoints.count == 1 && concurrency == 0 ? endpoints[0] : nil
        var none = UpstreamOptions.Retries()
        none.attempts = 0
        self.retries = options.retries ?? (endpoints.count > 1 ? UpstreamOptions.Retries() : none)
        self.slowStart = UInt64(options.slowStartSeconds) * Self.second
        self.budget = RetryBudget(retries, now: loop.coarseUptime())
        // Loops begin at different places.
        self.place = Int(loop.identifiers.next() % UInt64(endpoints.count))
    }

    /// How often a request may be sent again.
    var maximumRetries: Int { Int(retries.attempts) }
    /// How long a response is waited for before the request is sent elsewhere, in milliseconds.
    var tryMilliseconds: Int64? { retries.perTrySeconds.map { $0 * 1_000 } }

    /// Takes an endpoint for a request, preferably one that was not tried; nil if each has as many as it may have.
    func take(except tried: [UpstreamEndpoint]) -> UpstreamEndpoint? {
        if let sole {
            if maximumRetries > 0, tried.isEmpty { budget.deposit() }
            return sole
        }
        if tried.isEmpty { budget.deposit() }
        var now: UInt64?
        let clock = { [loop] in
            if let now { return now }
            let read = loop.coarseUptime()
            now = read
            return read
        }
        func weight(_ index: Int, isPanic: Bool, mayRepeat: Bool) -> UInt64 {
            let endpoint = endpoints[index]
            if concurrency > 0, endpoint.standing.isFull(limit: concurrency) { return 0 }
            if !mayRepeat, tried.contains(where: { $0 === endpoint }) { return 0 }
            return isPanic ? Balancer.fullWeight : endpoint.standing.weight(slowStart: slowStart, now: clock)
        }
        let chosen =
            choose { weight($0, isPanic: false, mayRepeat: tried.isEmpty) }
            ?? (tried.isEmpty ? nil : choose { weight($0, isPanic: false, mayRepeat: true) })
            // When all are out, all are used: some answer is better than none.
            ?? choose { weight($0, isPanic: true, mayRepeat: tried.isEmpty) }
            ?? (tried.isEmpty ? nil : choose { weight($0, isPanic: true, mayRepeat: true) })
        guard let chosen else { return nil }
        let endpoint = endpoints[chosen]
        guard concurrency == 0 || endpoint.standing.enter(limit: concurrency) else { return nil }
        return endpoint
    }

    private func choose(_ weight: (Int) -> UInt64) -> Int? {
        let random = loop.identifiers.next()
        switch standings.options.balance {
        case .leastRequest:
            return Balancer.leastLoaded(
                of: endpoints.count,
                random: random,
                load: { endpoints[$0].active },
                weight: weight
            )
        case .roundRobin:
            let chosen = Balancer.next(of: endpoints.count, from: place, random: random, weight: weight)
            if let chosen { place = (chosen + 1) % endpoints.count }
            return chosen
        }
    }

    /// A request has left its endpoint.
    func left(_ endpoint: UpstreamEndpoint) {
        if concurrency > 0 { endpoint.standing.leave() }
    }

    /// An endpoint has answered.
    func answered(_ endpoint: UpstreamEndpoint, status: Int) {
        guard endpoints.count > 1 else { return }
        guard Self.gatewayStatuses.contains(status) else { return endpoint.standing.succeeded() }
        failed(endpoint, .failureStatus)
    }

    var uptime: UInt64 { loop.coarseUptime() }

    /// An endpoint has failed.
    func failed(_ endpoint: UpstreamEndpoint, _ failure: GatewayFailure.Kind) {
        guard endpoints.count > 1 else { return }
        guard let seconds = standings.failed(endpoint.standing, at: loop.coarseUptime()) else { return }
        loop.logger.warning(
            "upstream ejected",
            metadata: [
                "gatehouse.application": "\(standings.application)", "gatehouse.upstream": "\(endpoint.standing.name)",
                "gatehouse.seconds": "\(seconds)", "gatehouse.reason": "\(failure.rawValue)",
            ]
        )
    }

    /// Whether a status says that the request should be sent elsewhere.
    func repeats(_ status: Int) -> Bool {
        status >= 500 && !retries.statuses.isEmpty && retries.statuses.contains(Int64(status))
    }

    /// Takes one retry; one of a request that was never sent costs nothing.
    func takeRetry(wasSent: Bool) -> Bool {
        guard !wasSent || budget.take(at: loop.coarseUptime()) else {
            loop.countRetry(standings.application, isRefused: true)
            return false
        }
        loop.countRetry(standings.application, isRefused: false)
        return true
    }
}
