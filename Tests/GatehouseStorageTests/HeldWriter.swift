import Dispatch
import GRDB
import Synchronization

@testable import GatehouseStorage

/// Keeps the writing connection busy, so that calls queue up behind it as they do behind a slow disk.
final class HeldWriter: Sendable {
    private let gate = DispatchSemaphore(value: 0)
    private let store: SQLiteStore

    init(_ store: SQLiteStore) {
        self.store = store
        store.pool.asyncWriteWithoutTransaction { [gate] _ in gate.wait() }
    }

    /// Returns when `count` calls wait.
    func waitUntil(waiting count: Int) async {
        while store.writer.waitingCount < count {
            await Task.yield()
        }
    }

    /// Lets the writer go on.
    func release() {
        gate.signal()
    }
}

/// Counts the transactions that SQLite itself reports as committed with changes.
final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)

    var count: Int { commits.withLock { $0 } }

    init(_ store: SQLiteStore) {
        store.pool.add(transactionObserver: self, extent: .databaseLifetime)
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }

    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseDidCommit(_ database: Database) {
        commits.withLock { $0 += 1 }
    }

    func databaseDidRollback(_ database: Database) {}
}
