import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Client cache", .timeLimit(.minutes(1)))
struct ClientCacheTests {
    /// A verb that changes a client.
    struct Verb: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let run: @Sendable (SQLiteStore) async throws -> Void
        let isVisible: @Sendable (Client?) -> Bool

        static let all = [
            Verb(testDescription: "addSecret") { store in
                _ = try await store.addSecret(.fixture(id: "second"), to: .fixture(), keeping: 2, audit: .fixture())
            } isVisible: {
                $0?.secrets.count == 2
            },
            Verb(testDescription: "disable") { store in
                _ = try await store.disable(.fixture(), at: 5, revocation: .client(), audit: .fixture())
            } isVisible: {
                $0?.disabledAt == 5
            },
            Verb(testDescription: "enable") { store in
                _ = try await store.disable(.fixture(), at: 5, revocation: .client(), audit: .fixture())
                _ = try await store.client(.fixture())
                _ = try await store.enable(.fixture(), revocation: .client(revokedBefore: 7), audit: .fixture())
            } isVisible: {
                $0?.disabledAt == nil && $0?.revokedBefore == 7
            },
            Verb(testDescription: "delete") { store in
                _ = try await store.delete(.fixture(), revocation: .client(), audit: .fixture())
            } isVisible: {
                $0 == nil
            },
            Verb(testDescription: "record") { store in
                _ = try await store.record(.client(revokedBefore: 9), client: .fixture(), audit: .fixture())
            } isVisible: {
                $0?.revokedBefore == 9
            },
            Verb(testDescription: "noteSecretUse") { store in
                await store.noteSecretUse("first", of: .fixture(), at: 11)
                await store.flushUses()
            } isVisible: {
                $0?.secrets.first?.lastUsedAt == 11
            },
        ]
    }

    @Test(arguments: Verb.all)
    func aChangeIsSeenByTheNextReader(verb: Verb) async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            _ = try await store.client(.fixture())
            guard case .found = store.cache.find(.fixture()) else {
                Issue.record("the client was not kept")
                return
            }
            try await verb.run(store)
            #expect(verb.isVisible(try await store.client(.fixture())))
        }
    }

    @Test
    func aKnownClientIsReadWithoutTheDatabase() async throws {
        try await withStore { store async throws in
            let client = Client.fixture()
            _ = try await store.create(client, audit: .fixture())
            _ = try await store.client(client.id)
            try await store.pool.write { try $0.execute(sql: "DELETE FROM client") }
            #expect(try await store.client(client.id) == client)
        }
    }

    @Test
    func anUnknownClientIsLookedUpOnce() async throws {
        try await withStore { store async throws in
            #expect(try await store.client(.fixture()) == nil)
            guard case .unknown = store.cache.find(.fixture()) else {
                Issue.record("the database is asked again")
                return
            }
            #expect(try await store.client(.fixture()) == nil)
            #expect(store.cache.count == 0)
        }
    }

    @Test
    func aDeletedClientIsUnknownAndOneMadeAnewIsFound() async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(), audit: .fixture())
            _ = try await store.delete(.fixture(), revocation: .client(), audit: .fixture())
            #expect(try await store.client(.fixture()) == nil)
            #expect(try await store.client(.fixture()) == nil)
            _ = try await store.create(.fixture(), audit: .fixture())
            #expect(try await store.client(.fixture()) != nil)
        }
    }

    @Test
    func aClientMissedBeforeAWriteEndedIsNotTakenForUnknown() {
        let cache = ClientCache(capacity: 10)
        guard case .missing(let ticket) = cache.find(.fixture()) else {
            Issue.record("an empty cache knew something")
            return
        }
        cache.forget([.fixture()])
        cache.keepUnknown(.fixture(), ticket: ticket)
        #expect(cache.unknownCount == 0)
    }

    @Test
    func whoInventsIdsFillsNoMemoryAndEvictsNoClient() {
        let cache = ClientCache(capacity: 10, unknownCapacity: 8)
        if case .missing(let ticket) = cache.find(.fixture("used")) {
            cache.keep(.fixture(id: "used"), ticket: ticket)
        }
        for number in 0..<1_000 {
            if case .missing(let ticket) = cache.find(.fixture("c\(number)")) {
                cache.keepUnknown(.fixture("c\(number)"), ticket: ticket)
            }
            #expect(cache.unknownCount <= 8)
        }
        guard case .found = cache.find(.fixture("used")) else {
            Issue.record("a client was evicted by ids of none")
            return
        }
    }

    @Test
    func aClientCreatedAfterItWasNotFoundIsFound() async throws {
        try await withStore { store async throws in
            #expect(try await store.client(.fixture()) == nil)
            _ = try await store.create(.fixture(), audit: .fixture())
            #expect(try await store.client(.fixture()) != nil)
        }
    }

    @Test
    func aClientReadBeforeAWriteEndedIsNotKept() {
        let cache = ClientCache(capacity: 10)
        guard case .missing(let ticket) = cache.find(.fixture()) else {
            Issue.record("an empty cache found a client")
            return
        }
        cache.forget([.fixture("somebody-else")])
        cache.keep(.fixture(), ticket: ticket)
        guard case .missing(let fresh) = cache.find(.fixture()) else {
            Issue.record("a stale client was kept")
            return
        }
        cache.keep(.fixture(), ticket: fresh)
        guard case .found = cache.find(.fixture()) else {
            Issue.record("a fresh client was not kept")
            return
        }
    }

    @Test
    func theCacheIsBoundedAndKeepsWhatIsUsed() {
        let cache = ClientCache(capacity: 10)
        for number in 0..<1_000 {
            if case .missing(let ticket) = cache.find(.fixture("used")) {
                cache.keep(.fixture(id: "used"), ticket: ticket)
                #expect(number == 0)
            }
            if case .missing(let ticket) = cache.find(.fixture("c\(number)")) {
                cache.keep(.fixture(id: "c\(number)"), ticket: ticket)
            }
            #expect(cache.count <= 10)
        }
    }

    @Test
    func readersNeverSeeAClientOlderThanAnAnsweredWrite() async throws {
        try await withStore { store async throws in
            _ = try await store.create(.fixture(), audit: .fixture())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var latest: Int64 = 0
                        while latest < 200 {
                            let seen = try await store.client(.fixture())?.revokedBefore ?? 0
                            #expect(seen >= latest)
                            latest = seen
                            await Task.yield()
                        }
                    }
                }
                group.addTask {
                    for instant in Int64(1)...200 {
                        let record = RevocationRecord.client(revokedBefore: instant)
                        _ = try await store.record(record, client: .fixture(), audit: .fixture())
                        #expect(try await store.client(.fixture())?.revokedBefore == instant)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
