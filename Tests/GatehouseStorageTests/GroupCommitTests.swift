import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Synchronization
import Testing

@testable import GatehouseStorage

@Suite("Group commit", .timeLimit(.minutes(1)))
struct GroupCommitTests {
    @Test
    func callsThatWaitTogetherShareACommit() async throws {
        try await withStore { store async throws in
            let counter = CommitCounter(store)
            let writer = HeldWriter(store)
            async let outcomes = creations(513, in: store)
            await writer.waitUntil(waiting: 513)
            writer.release()
            #expect(try await outcomes.count { $0 == .created } == 513)
            // 256 + 256 + 1.
            #expect(counter.count == 3)
            #expect(store.writer.statistics == GroupCommitWriter.Statistics(calls: 513, commits: 3))
        }
    }

    @Test
    func aLoneCallIsCommittedAtOnce() async throws {
        try await withStore { store async throws in
            let counter = CommitCounter(store)
            #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
            #expect(counter.count == 1)
        }
    }

    @Test
    func aFailingCallDoesNotUndoItsNeighbours() async throws {
        try await withStore { store async throws in
            let counter = CommitCounter(store)
            let writer = HeldWriter(store)
            let tooMany = Client.fixture(
                id: "c4",
                secrets: [.fixture(id: "a"), .fixture(id: "b"), .fixture(id: "c")]
            )
            async let before = creations(4, in: store)
            await writer.waitUntil(waiting: 4)
            async let failing = outcome { try await store.create(tooMany, audit: .fixture("failed")) }
            await writer.waitUntil(waiting: 5)
            async let after = creations(5..<9, in: store)
            await writer.waitUntil(waiting: 9)
            writer.release()
            #expect(try await before + after == Array(repeating: .created, count: 8))
            #expect(await failing == .failure(.conflict))
            #expect(counter.count == 1)
            let ids = try await store.clients(application: nil, after: nil, limit: 99).map(\.id.value)
            #expect(ids == ["c0", "c1", "c2", "c3", "c5", "c6", "c7", "c8"])
            #expect(try await store.auditEvents(before: nil, limit: 99).count == 8)
        }
    }

    @Test
    func aLaterCallSeesWhatAnEarlierOneOfItsBatchDid() async throws {
        try await withStore { store async throws in
            let writer = HeldWriter(store)
            async let first = store.create(.fixture(name: "First"), audit: .fixture())
            await writer.waitUntil(waiting: 1)
            async let second = store.create(.fixture(name: "Second"), audit: .fixture())
            await writer.waitUntil(waiting: 2)
            writer.release()
            #expect(try await (first, second) == (.created, .exists))
        }
    }

    @Test
    func nobodyIsAnsweredBeforeTheCommit() async throws {
        try await withStore { store async throws in
            let counter = CommitCounter(store)
            let writer = HeldWriter(store)
            async let commitsWhenAnswered = withTaskGroup(of: Int.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        _ = try? await store.create(.fixture(id: "c\(number)"), audit: .fixture())
                        return counter.count
                    }
                }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }
            await writer.waitUntil(waiting: 10)
            #expect(counter.count == 0)
            writer.release()
            #expect(await commitsWhenAnswered == [1])
        }
    }

    @Test
    func aFailedCommitFailsEveryCallOfItsBatch() async throws {
        try await withStore { store async throws in
            let writer = HeldWriter(store)
            async let neighbours = results(3, in: store)
            await writer.waitUntil(waiting: 3)
            // The constraint is only looked at by COMMIT.
            async let broken = outcome {
                try await store.writer.perform { database in
                    try database.execute(
                        sql: """
                            PRAGMA defer_foreign_keys = ON;
                            INSERT INTO clientScope (clientID, scope) VALUES ('nobody', 'openid');
                            """
                    )
                }
            }
            await writer.waitUntil(waiting: 4)
            writer.release()
            #expect(await neighbours == Array(repeating: .failure(.conflict), count: 3))
            #expect(await broken.failure == .conflict)
            #expect(try await store.clients(application: nil, after: nil, limit: 9) == [])
            // The writer goes on.
            #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
        }
    }

    @Test
    func afterADiskFullNothingAnsweredIsLostAndNothingRefusedIsStored() async throws {
        try await withStore { store async throws in
            try await store.pool.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages + 12)")
            }
            let writer = HeldWriter(store)
            async let all = results(40, name: String(repeating: "x", count: 2_000), in: store)
            await writer.waitUntil(waiting: 40)
            writer.release()
            let outcomes = await all
            let stored = outcomes.count { $0 == .success(.created) }
            let refused = outcomes.count { $0 == .failure(.unavailable("the disk is full")) }
            #expect(stored + refused == 40)
            #expect(refused > 0)
            #expect(try await store.clients(application: nil, after: nil, limit: 99).count == stored)
            #expect(try await store.auditEvents(before: nil, limit: 99).count == stored)
            // There is room again.
            try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
            #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
        }
    }

    @Test
    func moreCallsThanTheQueueHoldsAreRefused() async throws {
        var options = SQLiteOptions()
        options.queueCapacity = 3
        try await withStore(options: options) { store async throws in
            let writer = HeldWriter(store)
            async let accepted = creations(3, in: store)
            await writer.waitUntil(waiting: 3)
            await #expect(throws: StorageError.unavailable("3 writes are waiting for the disk already")) {
                _ = try await store.create(.fixture(), audit: .fixture())
            }
            writer.release()
            #expect(try await accepted.count == 3)
            #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
        }
    }

    @Test
    func closingAnswersWhatWaitsAndRefusesWhatComesAfter() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        let writer = HeldWriter(store)
        async let accepted = creations(300, in: store)
        await writer.waitUntil(waiting: 300)
        writer.release()
        store.close()
        #expect(try await accepted == Array(repeating: .created, count: 300))
        await #expect(throws: StorageError.unavailable("the store is closed")) {
            _ = try await store.create(.fixture(), audit: .fixture())
        }
        await #expect(throws: StorageError.self) { _ = try await store.keys() }
        store.close()
        let reopened = try SQLiteStore.open(folder.database)
        #expect(try await reopened.clients(application: nil, after: nil, limit: 999).count == 300)
        reopened.close()
    }

    @Test
    func aCancelledCallIsCarriedOutAndAnsweredTruly() async throws {
        try await withStore { store async throws in
            let writer = HeldWriter(store)
            let task = Task { try await store.create(.fixture(), audit: .fixture()) }
            await writer.waitUntil(waiting: 1)
            task.cancel()
            writer.release()
            #expect(try await task.value == .created)
            #expect(try await store.client(.fixture()) != nil)
        }
    }
}

private func creations(_ count: Int, in store: SQLiteStore) async throws -> [ClientCreation] {
    try await creations(0..<count, in: store)
}

private func creations(_ numbers: Range<Int>, in store: SQLiteStore) async throws -> [ClientCreation] {
    try await withThrowingTaskGroup(of: ClientCreation.self) { group in
        for number in numbers {
            group.addTask { try await store.create(.fixture(id: "c\(number)"), audit: .fixture()) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

private func results(
    _ count: Int,
    name: String = "Client",
    in store: SQLiteStore
) async -> [Result<ClientCreation, StorageError>] {
    await withTaskGroup(of: Result<ClientCreation, StorageError>.self) { group in
        for number in 0..<count {
            group.addTask {
                await outcome { try await store.create(.fixture(id: "c\(number)", name: name), audit: .fixture()) }
            }
        }
        return await group.reduce(into: []) { $0.append($1) }
    }
}

/// What became of a call.
private func outcome<Value: Sendable>(_ body: () async throws -> Value) async -> Result<Value, StorageError> {
    do {
        return .success(try await body())
    } catch let error as StorageError {
        return .failure(error)
    } catch {
        Issue.record("threw \(error)")
        return .failure(.conflict)
    }
}

extension Result where Failure == StorageError {
    fileprivate var failure: StorageError? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
