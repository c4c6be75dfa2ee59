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
        /// Whether the last attempt to fetch them succeeded, as far as there was one.
        var areFresh = true
        /// Whether the file has them.
        var isKept = true
        /// Where the keys were last found.
        var keysURL: String?
        var questions = QuestionNews()
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isStopped = false
        var standing: Standing
    }

    let settings: TrustedIssuerSettings
    private let file: IssuerKeyFile
    private let source: IssuerKeySource
    private let clock: @Sendable () -> Int64
    private let log: IssuerLog
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
        self.clock = clock
        source = IssuerKeySource(settings, requests: requests)
        log = IssuerLog(settings, to: logger)
        file = IssuerKeyFile(settings, in: directory)
        let kept = file.read()
        let keys = kept.flatMap { try? IssuerKeyDocument.keys(in: $0.keys, for: settings.rules.algorithms) }
        let now = clock()
        // However young they are, the issuer is asked once it is our turn: it may have others by now.
        let limiter = KeyRefetchLimiter(maximumAge: settings.keysMaximumAge, age: nil, now: Self.uptime())
        var standing = Standing(name: settings.name)
        if keys != nil { standing.fetchedAt = min(kept?.fetchedAt ?? now, now) }
        state = Mutex(State(limiter: limiter, keys: keys, standing: standing))
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
    func noteIntrospection(failure: IssuerRequests.Failure?) {
        let news = state.withLock { state in
            state.standing.introspections &+= 1
            if failure != nil { state.standing.introspectionFailures &+= 1 }
            return state.questions.note(isSuccess: failure == nil, now: Self.uptime())
        }
        switch (news, failure) {
        case (.failing, let failure?): log.silent(failure)
        case (.answering, _): log.answering()
        default: break
        }
    }

    /// Fetches the keys once, and lets those go on who waited for that.
    func fly(_ publish: @Sendable () async -> Void) async {
        let known = state.withLock { $0.keysURL }
        let hasChanged: Bool
        let isSuccess: Bool
        do throws(IssuerRequests.Failure) {
            hasChanged = take(try await source.fetch(at: known))
            isSuccess = true
        } catch {
            hasChanged = take(error)
            isSuccess = false
        }
        if hasChanged { await publish() }
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

    /// Notes that the keys could not be fetched; whether the gate has to know.
    private func take(_ failure: IssuerRequests.Failure) -> Bool {
        let (wasFresh, keptSince) = state.withLock { state in
            state.standing.failures &+= 1
            // What was found may have moved.
            state.keysURL = nil
            defer { state.areFresh = false }
            return (state.areFresh, state.keys == nil ? nil : state.standing.fetchedAt ?? 0)
        }
        if wasFresh { log.missing(failure, keptSince: keptSince) }
        return wasFresh
    }

    /// Notes keys that were fetched; whether the gate has to know.
    private func take(_ found: IssuerKeySource.Found) -> Bool {
        let (old, wasFresh) = state.withLock { state in
            state.standing.successes &+= 1
            defer {
                state.keys = found.keys
                state.areFresh = true
                state.keysURL = found.url
            }
            return (state.keys, state.areFresh)
        }
        keep(found.keys)
        guard let old else {
            log.fetched(found)
            return true
        }
        let areOther = !Self.areSame(old, found.keys)
        if areOther { log.changed(found) } else if !wasFresh { log.returned() }
        return areOther || !wasFresh
    }

    /// For a start without the issuer.
    private func keep(_ keys: VerificationKeySet) {
        do throws(SystemFailure) {
            try file.write(keys, fetchedAt: clock())
            state.withLock { $0.isKept = true }
        } catch {
            let wasKept = state.withLock { state in
                defer { state.isKept = false }
                return state.isKept
            }
            if wasKept { log.notKept(error) }
        }
    }

    /// Whether they are the same keys in any order: some issuers show them in another one each time.
    private static func areSame(_ left: VerificationKeySet, _ right: VerificationKeySet) -> Bool {
        left.keys.count == right.keys.count && left.keys.allSatisfy(right.keys.contains)
    }

    /// Seconds of a clock that nobody sets.
    private static func uptime() -> Int64 {
        (ContinuousClock.now - origin).components.seconds
    }

    private static let origin = ContinuousClock.now
}
