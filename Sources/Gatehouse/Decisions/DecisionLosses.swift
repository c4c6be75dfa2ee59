import Synchronization

/// Counts decisions that are not kept one by one, for whoever scrapes metrics and must not wait for a disk.
final class DecisionLosses: Sendable {
    private let lost = Atomic<UInt64>(0)
    private let sampledOut = Atomic<UInt64>(0)

    /// Decisions that were to be kept and could not be written.
    var lostCount: UInt64 { lost.load(ordering: .relaxed) }
    /// Decisions of which too many came at once.
    var sampledOutCount: UInt64 { sampledOut.load(ordering: .relaxed) }

    func lose(_ count: Int) {
        lost.wrappingAdd(UInt64(count), ordering: .relaxed)
    }

    func sampleOut() {
        sampledOut.wrappingAdd(1, ordering: .relaxed)
    }
}
