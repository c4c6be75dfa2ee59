import Foundation
import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Whether the store works", .timeLimit(.minutes(1)))
struct StoreHealthTests {
    @Test
    func aFullDiskCountsUntilAChangeIsStored() async throws {
        try await withStore { store async throws in
            #expect(store.isWorking)
            try await store.limitPages(spare: 0)
            await #expect(throws: StorageError.unavailable("the disk is full")) {
                _ = try await store.create(.large, audit: .fixture())
            }
            #expect(!store.isWorking)
            // Nothing to purge: the commit does not need the disk, so it proves nothing.
            try await store.purgeRevocations(before: 1)
            #expect(!store.isWorking)
            try await store.limitPages(spare: 100)
            #expect(try await store.create(.large, audit: .fixture()) == .created)
            #expect(store.isWorking)
        }
    }

    @Test
    func aStoreThatNobodyUsesIsTriedAgain() async throws {
        try await withStore { store async throws in
            try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
            await #expect(throws: StorageError.readOnly) {
                _ = try await store.create(.fixture(), audit: .fixture())
            }
            #expect(!store.isWorking)
            await store.recheck()
            #expect(!store.isWorking)
            try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = OFF") }
            await store.recheck()
            #expect(store.isWorking)
        }
    }

    @Test
    func theFlushingTaskTriesAgain() async throws {
        try await withStore { store async throws in
            store.health.refused(.unavailable("the disk failed"))
            let task = Task { await store.flushUses(every: .milliseconds(1)) }
            while !store.isWorking { await Task.yield() }
            task.cancel()
            await task.value
        }
    }

    @Test
    func aRefusedChangeIsTheCallersMistake() async throws {
        try await withStore { store async throws in
            let twins = Client.fixture(secrets: [.fixture(id: "a"), .fixture(id: "b"), .fixture(id: "c")])
            await #expect(throws: StorageError.conflict) { _ = try await store.create(twins, audit: .fixture()) }
            #expect(store.isWorking)
        }
    }

    @Test
    func damageThatIsReadCountsUntilTheFileIsSound() async throws {
        try await withStore { store async throws in
            // A row that no version of this program writes.
            try await store.pool.write { database in
                try database.execute(
                    sql: """
                        PRAGMA ignore_check_constraints = ON;
                        INSERT INTO client (id, application, name, isPublic, createdAt)
                        VALUES ('a b', 'tstapp', 'Damaged', 0, 1);
                        PRAGMA ignore_check_constraints = OFF;
                        """
                )
            }
            await #expect(throws: StorageError.corrupt("a client's id has a form that no id may have")) {
                _ = try await store.clients(application: nil, after: nil, limit: 9)
            }
            #expect(!store.isWorking)
            // Another change being stored says nothing about what was damaged.
            _ = try await store.create(.fixture(id: "other"), audit: .fixture())
            #expect(!store.isWorking)
            // SQLite itself finds nothing wrong with the pages.
            await store.recheck()
            #expect(store.isWorking)
        }
    }

    @Test
    func aReadThatWasCancelledSaysNothing() async throws {
        try await withStore { store async throws in
            await #expect(throws: StorageError.unavailable("the call was cancelled")) {
                _ = try await store.read { _ -> Int in throw CancellationError() }
            }
            #expect(store.isWorking)
        }
    }
}

extension Client {
    /// One that takes several pages.
    fileprivate static var large: Client { .fixture(name: String(repeating: "x", count: 40_000)) }
}

extension SQLiteStore {
    /// Lets the file grow by so many pages.
    fileprivate func limitPages(spare: Int) async throws {
        try await pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + spare)")
        }
    }
}
