import Dispatch
import Synchronization

@testable import Gatehouse

/// A computation that ends only after the gate was opened, counting how many run at once.
final class Gate: Sendable {
    private let latch = DispatchSemaphore(value: 0)
    private let counts = Mutex((running: 0, most: 0))
    private let arrivals = AsyncStream<Void>.makeStream()

    /// The most that ever ran at the same time.
    var mostAtOnce: Int { counts.withLock { $0.most } }

    var function: ScryptComputation.Function {
        { _, _, _, count in
            self.counts.withLock { $0 = ($0.running + 1, max($0.most, $0.running + 1)) }
            self.arrivals.continuation.yield()
            self.latch.wait()
            self.latch.signal()
            self.counts.withLock { $0.running -= 1 }
            return [UInt8](repeating: 7, count: count)
        }
    }

    /// Lets everything end, now and later.
    func open() {
        latch.signal()
    }

    /// Returns when so many computations have begun.
    func begun(_ count: Int) async {
        var iterator = arrivals.stream.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }
}
