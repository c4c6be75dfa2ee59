import CoreMetrics
import Synchronization

/// Remembers counters by label and dimensions.
final class TestMetrics: MetricsFactory, Sendable {
    private let counts = Mutex<[String: Int64]>([:])

    /// The value of `label{name=value,…}`, dimensions sorted by name; nil if no such handle was made.
    subscript(name: String) -> Int64? {
        counts.withLock { $0[name] }
    }

    /// The names of all handles that were made.
    var names: Set<String> {
        counts.withLock { Set($0.keys) }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
        let name = "\(label){\(labels)}"
        counts.withLock { $0[name, default: 0] += 0 }
        return TestCounter { [self] amount in counts.withLock { $0[name, default: 0] += amount } }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }

    func destroyCounter(_ handler: any CounterHandler) {}

    func destroyRecorder(_ handler: any RecorderHandler) {}

    func destroyTimer(_ handler: any TimerHandler) {}
}

private final class TestCounter: CounterHandler {
    private let add: @Sendable (Int64) -> Void

    init(add: @escaping @Sendable (Int64) -> Void) {
        self.add = add
    }

    func increment(by amount: Int64) {
        add(amount)
    }

    func reset() {}
}
