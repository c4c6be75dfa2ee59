import Synchronization

/// Remembers what other servers answered, so that they are asked seldom.
///
/// Whoever wants what is being fetched already waits for the same answer.
final class FetchCache<Value: Sendable>: Sendable {
    /// How a fetch ended.
    private enum Outcome {
        case running
        case succeeded
        case failed

        /// What is forgotten first when there is no room: anybody can bring about a failure.
        var worth: Int {
            switch self {
            case .failed: 0
            case .succeeded: 1
            case .running: 2
            }
        }
    }

    private struct Entry {
        let number: Int
        let startedAt: Int64
        let answer: Task<Value?, Never>
        var outcome = Outcome.running
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var running = 0
        var runningByHost: [String: Int] = [:]
        var count = 0
    }

    private let lifetime: Int64
    private let pause: Int64
    private let capacity: Int
    private let maximumRunning: Int
    private let maximumRunningPerHost: Int
    private let state = Mutex(State())

    /// A good answer holds `lifetime` seconds; at least `pause` seconds lie between two fetches of the same key.
    init(
        lifetime: Int64,
        pause: Int64 = 60,
        capacity: Int = 1_000,
        maximumRunning: Int = 16,
        maximumRunningPerHost: Int = 2
    ) {
        self.lifetime = lifetime
        self.pause = pause
        self.capacity = capacity
        self.maximumRunning = maximumRunning
        self.maximumRunningPerHost = maximumRunningPerHost
    }

    /// What is known of the source, or what `fetch` brings; nil if that failed now or a moment ago.
    func value(of source: FetchSource, now: Int64, fetch: @escaping @Sendable () async -> Value?) async -> Value? {
        await value(of: source, now: now, admitting: { () throws(Never) in }, fetch: fetch)
    }

    /// The same, where nothing is fetched that `admit` throws at; after it, `fetch` certainly runs.
    func value<Refusal: Error>(
        of source: FetchSource,
        now: Int64,
        admitting admit: () throws(Refusal) -> Void,
        fetch: @escaping @Sendable () async -> Value?
    ) async throws(Refusal) -> Value? {
        let task = try task(of: source, now: now, admitting: admit, fetch) { outcome in
            outcome == .failed ? pause : lifetime
        }
        return await task?.value
    }

    /// What `fetch` brings, or what is being fetched; nil if the key was asked for a moment ago.
    func newerValue(
        of source: FetchSource,
        now: Int64,
        fetch: @escaping @Sendable () async -> Value?
    ) async -> Value? {
        let known = state.withLock { state in
            state.entries[source.key].flatMap { $0.outcome == .running ? nil : $0.number }
        }
        let task = task(
            of: source,
            now: now,
            admitting: { () throws(Never) in },
            fetch,
            unlessYoungerThan: { _ in pause }
        )
        guard let task else { return nil }
        let isNewer = state.withLock { $0.entries[source.key]?.number != known }
        return isNewer ? await task.value : nil
    }

    private func task<Refusal: Error>(
        of source: FetchSource,
        now: Int64,
        admitting admit: () throws(Refusal) -> Void,
        _ fetch: @escaping @Sendable () async -> Value?,
        unlessYoungerThan limit: (Outcome) -> Int64
    ) throws(Refusal) -> Task<Value?, Never>? {
        try state.withLock { state throws(Refusal) in
            if let entry = state.entries[source.key], (0..<limit(entry.outcome)).contains(now - entry.startedAt) {
                return entry.answer
            }
            let runningThere = state.runningByHost[source.host, default: 0]
            guard state.running < maximumRunning, runningThere < maximumRunningPerHost else { return nil }
            try admit()
            makeRoom(&state, now: now)
            state.running += 1
            state.runningByHost[source.host] = runningThere + 1
            state.count += 1
            let number = state.count
            let answer = Task {
                let value = await fetch()
                self.end(number, of: source, outcome: value == nil ? .failed : .succeeded)
                return value
            }
            state.entries[source.key] = Entry(number: number, startedAt: now, answer: answer)
            return answer
        }
    }

    private func end(_ number: Int, of source: FetchSource, outcome: Outcome) {
        state.withLock { state in
            state.running -= 1
            let runningThere = state.runningByHost[source.host, default: 0]
            state.runningByHost[source.host] = runningThere > 1 ? runningThere - 1 : nil
            if state.entries[source.key]?.number == number { state.entries[source.key]?.outcome = outcome }
        }
    }

    /// Forgets what is over; if that is not enough, the oldest failure, or else the oldest answer.
    private func makeRoom(_ state: inout State, now: Int64) {
        guard state.entries.count >= capacity else { return }
        state.entries = state.entries.filter { (0..<lifetime).contains(now - $0.value.startedAt) }
        guard state.entries.count >= capacity else { return }
        let least = state.entries.min { first, second in
            (first.value.outcome.worth, first.value.number) < (second.value.outcome.worth, second.value.number)
        }
        if let least { state.entries[least.key] = nil }
    }
}
