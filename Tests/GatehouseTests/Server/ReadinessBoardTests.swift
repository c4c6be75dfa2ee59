import GatehouseControl
import Synchronization
import Testing

@testable import Gatehouse

struct ReadinessBoardTests {
    private let storage = Storage()
    private let board: ReadinessBoard

    init() {
        board = ReadinessBoard { [storage] in storage.isWorking.load(ordering: .relaxed) }
    }

    @Test func aServerWaitsForItsListenerFirst() {
        #expect(board.readiness() == .waiting(for: ["listener"]))
        board.becomeReady()
        #expect(board.readiness() == .ready)
    }

    @Test func aStoreThatFailsIsWaitedForUntilItWorks() {
        board.becomeReady()
        storage.isWorking.store(false, ordering: .relaxed)
        #expect(board.readiness() == .waiting(for: ["storage"]))
        storage.isWorking.store(true, ordering: .relaxed)
        #expect(board.readiness() == .ready)
    }

    @Test func everythingThatIsMissingIsNamed() {
        storage.isWorking.store(false, ordering: .relaxed)
        #expect(board.readiness() == .waiting(for: ["listener", "storage"]))
    }

    @Test func aServerThatStopsWaitsForNothing() {
        board.beginDraining()
        storage.isWorking.store(false, ordering: .relaxed)
        board.becomeReady()
        #expect(board.readiness() == .draining)
    }
}

private final class Storage: Sendable {
    let isWorking = Atomic(true)
}
