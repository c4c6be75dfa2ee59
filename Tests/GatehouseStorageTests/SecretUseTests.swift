import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Last use of secrets")
struct SecretUseTests {
    @Test
    func aThousandUsesCostOneWrite() async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            let before = store.writer.statistics
            for instant in Int64(1)...1_000 {
                await store.noteSecretUse("first", of: .fixture(), at: instant)
            }
            #expect(store.writer.statistics == before)
            await store.flushUses()
            #expect(store.writer.statistics.calls == before.calls + 1)
            #expect(try await store.client(.fixture())?.secrets.first?.lastUsedAt == 1_000)
            await store.flushUses()
            #expect(store.writer.statistics.calls == before.calls + 1)
        }
    }

    @Test
    func closingWritesWhatWasNoted() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
        await store.noteSecretUse("first", of: .fixture(), at: 5)
        store.close()
        let reopened = try SQLiteStore.open(folder.database)
        defer { reopened.close() }
        #expect(try await reopened.client(.fixture())?.secrets.first?.lastUsedAt == 5)
    }

    @Test
    func theFlushingTaskWritesOnceMoreWhenItIsCancelled() async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            await store.noteSecretUse("first", of: .fixture(), at: 5)
            let task = Task { await store.flushUses(every: .seconds(3_600)) }
            task.cancel()
            await task.value
            #expect(try await store.client(.fixture())?.secrets.first?.lastUsedAt == 5)
        }
    }

    @Test
    func usesOfManySecretsAreWrittenEarly() async throws {
        var options = SQLiteOptions()
        options.pendingUseCapacity = 2
        try await withStore(options: options) { store async throws in
            let secrets = [ClientSecret.fixture(id: "a"), .fixture(id: "b")]
            _ = try await store.create(.fixture(secrets: secrets), audit: .fixture())
            await store.noteSecretUse("a", of: .fixture(), at: 5)
            await store.noteSecretUse("b", of: .fixture(), at: 6)
            #expect(store.secretUses.take().isEmpty)
            // Calls are answered in their order, so the uses are stored when this one is.
            _ = try await store.create(.fixture(id: "other"), audit: .fixture())
            #expect(try await store.client(.fixture())?.secrets.map(\.lastUsedAt) == [5, 6])
        }
    }

    @Test
    func usesThatCouldNotBeStoredWaitForTheNextTime() async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            await store.noteSecretUse("first", of: .fixture(), at: 5)
            try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
            await store.flushUses()
            try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = OFF") }
            await store.flushUses()
            #expect(try await store.client(.fixture())?.secrets.first?.lastUsedAt == 5)
        }
    }

    @Test
    func whatWaitsIsBounded() {
        let uses = CoalescedUses<SecretUse>(capacity: 3)
        for number in 0..<9 {
            let isFull = uses.note(SecretUse(client: .fixture("c\(number)"), secret: "a"), at: 1)
            #expect(isFull == (number >= 2))
        }
        #expect(uses.take().count == 3)
    }
}
