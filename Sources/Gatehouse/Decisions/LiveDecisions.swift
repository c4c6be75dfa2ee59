package import GatehousePolicy
import Synchronization

/// Hands decisions on to whoever is watching; a slow watcher misses some.
package final class LiveDecisions: Sendable {
    private struct Watchers {
        var continuations: [UInt64: AsyncStream<RecordedDecision>.Continuation] = [:]
        var next: UInt64 = 0
        var isFinished = false
    }

    /// Decisions that may wait for one watcher.
    private static let buffer = 256
    /// More watchers than this see nothing.
    private static let maximumWatchers = 128

    private let watchers = Mutex(Watchers())

    /// Creates a source that nobody watches yet.
    package init() {}

    /// Decisions from now on; empty if too many watch, or after the end.
    package func stream() -> AsyncStream<RecordedDecision> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RecordedDecision.self,
            bufferingPolicy: .bufferingNewest(Self.buffer)
        )
        let id = watchers.withLock { watchers -> UInt64? in
            guard !watchers.isFinished, watchers.continuations.count < Self.maximumWatchers else { return nil }
            watchers.next += 1
            watchers.continuations[watchers.next] = continuation
            return watchers.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.watchers.withLock { $0.continuations[id] = nil }
        }
        return stream
    }

    func publish(_ decisions: [RecordedDecision]) {
        // Not under the lock: a stream that ends calls back.
        let continuations = watchers.withLock { Array($0.continuations.values) }
        guard !continuations.isEmpty else { return }
        for decision in decisions {
            for continuation in continuations { continuation.yield(decision) }
        }
    }

    /// Ends every stream.
    func finish() {
        let continuations = watchers.withLock { watchers in
            defer { watchers.continuations = [:] }
            watchers.isFinished = true
            return Array(watchers.continuations.values)
        }
        for continuation in continuations { continuation.finish() }
    }
}
