import GatehouseJOSE
import GatehouseProxy
import Logging
import Synchronization

/// Keeps the keys of one other issuer up to date: by age, and when a token names one that is not known.
final class IssuerKeeper: Sendable {
    /// What is known of an issuer at one moment, for metrics.
    struct Standing: Sendable {
        var name = ""
        /// When its keys were fetched, in Unix seconds; nil without keys.
        var fetchedAt: Int64?
        var successes: UInt64 = 0
        var failures: UInt64 = 0
        var introspections: UInt64 = 0
        var introspectionFailures: UInt64 = 0
    }

    private struct State {
        var limiter: KeyRefetchLimiter
        var keys: VerificationKeySet?
        var areFresh = true
        var isReported = false
        /// Where the keys were last found.
        var keysURL: String?
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isStopped = false
        var standing: Standing
    }

    let settings: TrustedIssuerSettings
    private let file: IssuerKeyFile
    private let requests: IssuerRequests
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let state: Mutex<State>
    private let wishes: AsyncStream<UInt64>
    private let wish: AsyncStream<UInt64>.Continuation

    /// Begins with the last good keys of the data directory, if there are any.
    init(
        _ settings: TrustedIssuerSettings,
        requests: IssuerRequests,
        in directory: DataDirectory,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.settings = settings
        self.requests = requests
        self.clock = clock
        self.logger = logger
        file = IssuerKeyFile(settings, in: directory)
        let kept = file.read()
        let keys = kept.flatMap { try? IssuerKeyDocument.keys(in: $0.keys, for: settings.rules.algorithms) }
        let now = clock()
        // However young they are, the issuer is asked once it is our turn: it may have others by now.
        let limiter = KeyRefetchLimiter(maximumAge: settings.keysMaximumAge, age: nil, now: Self.uptime())
        var standing = Standing(name: settings.name)
        if keys != nil { standing.fetchedAt = min(kept?.fetchedAt ?? now, now) }
        state = Mutex(State(limiter: limiter, keys: keys, keysURL: settings.keysURL, standing: standing))
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The issuer as the gate has to know it now.
    var issuer: TrustedIssuer {
        state.withLock { state in
            TrustedIssuer(
                issuer: settings.issuer,
                keys: state.keys,
                areKeysFresh: state.areFresh,
                foreign: settings.foreign
            )
        }
    }

    var standing: Standing { state.withLock { $0.standing } }

    /// Begins to fetch the keys again, unless it is too early.
    func refetch() -> KeyRefetch {
        switch state.withLock({ $0.isStopped ? .refused : $0.limiter.wish(now: Self.uptime()) }) {
        case .start(let flight):
            wish.yield(flight)
            return .flight(flight)
        case .join(let flight): return .flight(flight)
        case .refused: return .refused
        }
    }

    /// Returns when that flight is over.
    func wait(for flight: UInt64) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard !state.isStopped, state.limiter.isFlying, state.limiter.flight == flight else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Fetches keys when it is time, one flight after the other, until the task is cancelled.
    func run(publish: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await _ in self.wishes { await self.fly(publish) }
            }
            tasks.addTask {
                while !Task.isCancelled {
                    if let flight = self.state.withLock({ $0.limiter.tick(now: Self.uptime()) }) {
                        self.wish.yield(flight)
                    }
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
            _ = await tasks.next()
            wish.finish()
            tasks.cancelAll()
        }
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Notes what became of a question about a token.
    func countIntrospection(isSuccess: Bool) {
        state.withLock { state in
            state.standing.introspections &+= 1
            if !isSuccess { state.standing.introspectionFailures &+= 1 }
        }
    }

    private func fly(_ publish: @Sendable () async -> Void) async {
        let result = await fetched()
        let hasChanged = take(result)
        if hasChanged { await publish() }
        let isSuccess = (try? result.get()) != nil
        let now = clock()
        let waiting = state.withLock { state in
            // The gate decides by them now.
            if isSuccess { state.standing.fetchedAt = now }
            state.limiter.end(isSuccess: isSuccess, now: Self.uptime())
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func fetched() async -> Result<VerificationKeySet, IssuerRequests.Failure> {
        do throws(IssuerRequests.Failure) {
            return .success(try await keys(at: try await location()))
        } catch {
            // What was found may have moved.
            if settings.keysURL == nil { state.withLock { $0.keysURL = nil } }
            return .failure(error)
        }
    }

    private func keys(at url: String) async throws(IssuerRequests.Failure) -> VerificationKeySet {
        let bytes = try await requests.get(url, limit: IssuerKeyDocument.maximumBytes)
        do throws(IssuerKeyDocument.Refusal) {
            return try IssuerKeyDocument.keys(in: bytes, for: settings.rules.algorithms)
        } catch {
            throw IssuerRequests.Failure(message: error.message)
        }
    }

    private func location() async throws(IssuerRequests.Failure) -> String {
        if let known = state.withLock({ $0.keysURL }) { return known }
        var first: IssuerRequests.Failure?
        for url in IssuerDiscovery.locations(of: settings.issuer) {
            do throws(IssuerRequests.Failure) {
                let bytes = try await requests.get(url, limit: IssuerDiscovery.maximumBytes)
                let found = try Self.keysURL(in: bytes, of: settings.issuer)
                state.withLock { $0.keysURL = found }
                return found
            } catch {
                // What the first place says is what a person has to hear.
                first = first ?? error
            }
        }
        throw first ?? IssuerRequests.Failure(message: "the issuer has no place for a discovery document")
    }

    private static func keysURL(
        in bytes: [UInt8],
        of issuer: String
    ) throws(IssuerRequests.Failure) -> String {
        do throws(IssuerDiscovery.Refusal) {
            return try IssuerDiscovery.keysURL(in: bytes, of: issuer)
        } catch {
            throw IssuerRequests.Failure(message: error.message)
        }
    }

    /// Notes what came of a flight; whether the gate has to know.
    private func take(_ result: Result<VerificationKeySet, IssuerRequests.Failure>) -> Bool {
        switch result {
        case .success(let keys): return take(keys)
        case .failure(let failure):
            let (wasFresh, hasKeys) = state.withLock { state in
                state.standing.failures &+= 1
                defer {
                    state.areFresh = false
                    state.isReported = true
                }
                return (state.areFresh || !state.isReported, state.keys != nil)
            }
            if wasFresh { report(failure, hasKeys: hasKeys) }
            return wasFresh
        }
    }

    private func take(_ keys: VerificationKeySet) -> Bool {
        let now = clock()
        let (isOther, wasStale) = state.withLock { state in
            state.standing.successes &+= 1
            defer {
                state.keys = keys
                state.areFresh = true
                state.isReported = false
            }
            return (state.keys?.keys != keys.keys, !state.areFresh)
        }
        do throws(SystemFailure) {
            try file.write(keys, fetchedAt: now)
        } catch {
            logger.error("keys of an issuer not kept", metadata: facts(["error": "\(error)"]))
        }
        if isOther {
            let names = keys.keys.map(\.keyID).joined(separator: " ")
            logger.notice("keys of an issuer have changed", metadata: facts(["gatehouse.keys": "\(names)"]))
        } else if wasStale {
            logger.notice("keys of an issuer can be had again", metadata: facts())
        }
        return isOther || wasStale
    }

    private func report(_ failure: IssuerRequests.Failure, hasKeys: Bool) {
        let metadata = facts(["error": "\(failure.message)"])
        if hasKeys {
            logger.warning("keys of an issuer cannot be fetched: the last ones stay in force", metadata: metadata)
        } else {
            logger.error("keys of an issuer cannot be fetched: its tokens get 503", metadata: metadata)
        }
    }

    private func facts(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "gatehouse.issuer": "\(settings.name)", "gatehouse.issuer.url": "\(settings.issuer)",
        ]
        facts.merge(more) { _, new in new }
        return facts
    }

    /// Seconds of a clock that nobody sets.
    private static func uptime() -> Int64 {
        (ContinuousClock.now - origin).components.seconds
    }

    private static let origin = ContinuousClock.now
}
