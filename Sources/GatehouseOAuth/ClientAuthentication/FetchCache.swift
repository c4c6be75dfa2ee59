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
        var count = 0
    }

    private let lifetime: Int64
    private let pause: Int64
    private let capacity: Int
    private let maximumRunning: Int
    private let state = Mutex(State())

    /// A good answer holds `lifetime` seconds; at least `pause` seconds lie between two fetches of the same key.
    init(lifetime: Int64, pause: Int64 = 60, capacity: Int = 1_000, maximumRunning: Int = 16) {
        self.lifetime = lifetime
        self.pause = pause
        self.capacity = capacity
        self.maximumRunning = maximumRunning
    }

    /// What is known under the key, or what `fetch` brings; nil if that failed now or a moment ago.
    func value(for key: String, now: Int64, fetch: @escaping @Sendable () async -> Value?) async -> Value? {
        await task(for: key, now: now, fetch) { outcome in outcome == .failed ? pause : lifetime }?.value
    }

    /// What `fetch` brings, or what is being fetched; nil if the key was asked for a moment ago.
    func newerValue(for key: String, now: Int64, fetch: @escaping @Sendable () async -> Value?) async -> Value? {
        let known = state.withLock { state in
            state.entries[key].flatMap { $0.outcome == .running ? nil : $0.number }
        }
        guard let task = task(for: key, now: now, fetch, unlessYoungerThan: { _ in pause }) else { return nil }
        let isNewer = state.withLock { $0.entries[key]?.number != known }
        return isNewer ? await task.value : nil
    }

    private func task(
        for key: String,
        now: Int64,
        _ fetch: @escaping @Sendable () async -> Value?,
        unlessYoungerThan limit: (Outcome) -> Int64
    ) -> Task<Value?, Never>? {
        state.withLock { state in
            if let entry = state.entries[key], (0..<limit(entry.outcome)).contains(now - entry.startedAt) {
                return entry.answer
            }
            guard state.running < maximumRunning else { return nil }
            makeRoom(&state, now: now)
            state.running += 1
            state.count += 1
            let number = state.count
            let answer = Task {
                let value = await fetch()
                self.end(number, of: key, outcome: value == nil ? .failed : .succeeded)
                return value
            }
            state.entries[key] = Entry(number: number, startedAt: now, answer: answer)
            return answer
        }
    }

    private func end(_ number: Int, of key: String, outcome: Outcome) {
        state.withLock { state in
            state.running -= 1
            if state.entries[key]?.number == number { state.entries[key]?.outcome = outcome }
        }
    }

    /// Forgets what is over; everything, if that is not enough.
    private func makeRoom(_ state: inout State, now: Int64) {
        guard state.entries.count >= capacity else { return }
        state.entries = state.entries.filter { (0..<lifetime).contains(now - $0.value.startedAt) }
        if state.entries.count >= capacity { state.entries = [:] }
    }
}
