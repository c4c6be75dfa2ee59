import GatehouseOAuth
import Testing

extension StoreContract {
    static let secrets = [
        StoreContract("a new secret leaves the newest in the order of their arrival") { subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(secrets: [.fixture(id: "a")]), audit: .fixture("created"))
            func add(_ secret: String, keeping: Int, at: Int64) async throws -> SecretAddition {
                try await subject.store.addSecret(
                    .fixture(id: secret, createdAt: at),
                    to: id,
                    keeping: keeping,
                    audit: .fixture(secret)
                )
            }
            #expect(try await add("b", keeping: 2, at: 1_001) == .added(dropped: []))
            #expect(try await add("c", keeping: 2, at: 1_002) == .added(dropped: ["a"]))
            // The clock went back: the new secret is the one that somebody was just given.
            #expect(try await add("d", keeping: 2, at: 5) == .added(dropped: ["b"]))
            #expect(try await subject.store.client(id)?.secrets.map(\.id) == ["c", "d"])
            #expect(try await add("e", keeping: 1, at: 1_003) == .added(dropped: ["c", "d"]))
            #expect(try await subject.store.client(id)?.secrets.map(\.id) == ["e"])
            #expect(try await subject.store.marks() == ["created", "b", "c", "d", "e"])
        },
        StoreContract("a secret for an unknown client is not stored") { subject async throws in
            let outcome = try await subject.store.addSecret(
                .fixture(),
                to: .fixture("nobody"),
                keeping: 2,
                audit: .fixture()
            )
            #expect(outcome == .unknown)
            #expect(try await subject.store.marks() == [])
        },
        StoreContract("fifty concurrent secret rotations leave two secrets and drop each other one once") {
            subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(secrets: [.fixture(id: "first")]), audit: .fixture())
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.addSecret(
                    .fixture(id: "\(number)"),
                    to: id,
                    keeping: 2,
                    audit: .fixture()
                )
            }
            var dropped: [String] = []
            for outcome in outcomes {
                guard case .added(let ids) = outcome else {
                    Issue.record("the client was not found")
                    continue
                }
                dropped += ids
            }
            let live = try #require(try await subject.store.client(id)).secrets.map(\.id)
            #expect(live.count == 2)
            #expect(dropped.count == 49)
            #expect(Set(dropped + live) == Set(["first"] + (0..<50).map { "\($0)" }))
        },
        StoreContract("a third secret is refused and nothing of its client stored") { subject async throws in
            let client = Client.fixture(
                secrets: [.fixture(id: "a"), .fixture(id: "b"), .fixture(id: "c")]
            )
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.create(client, audit: .fixture())
            }
            #expect(try await subject.store.client(client.id) == nil)
            #expect(try await subject.store.clients(application: nil, after: nil, limit: 9) == [])
            #expect(try await subject.store.marks() == [])
        },
        StoreContract("a secret whose id the client has already is refused and none dropped") { subject async throws in
            let client = Client.fixture(secrets: [.fixture(id: "a"), .fixture(id: "b")])
            _ = try await subject.store.create(client, audit: .fixture("created"))
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.addSecret(
                    .fixture(id: "b", digest: 9),
                    to: client.id,
                    keeping: 2,
                    audit: .fixture()
                )
            }
            #expect(try await subject.store.client(client.id) == client)
            #expect(try await subject.store.marks() == ["created"])
        },
        StoreContract("two clients may have secrets of the same id") { subject async throws in
            for id in ["a", "b"] {
                _ = try await subject.store.create(.fixture(id: id, secrets: [.fixture()]), audit: .fixture())
            }
            #expect(try await subject.store.client(.fixture("b"))?.secrets == [.fixture()])
        },
        StoreContract("a digest that is not of SHA-256's length is refused") { subject async throws in
            let secret = ClientSecret(id: "short", label: "", digest: [1, 2, 3], createdAt: 1)
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.create(.fixture(secrets: [secret]), audit: .fixture())
            }
        },
        StoreContract("the last use of a secret is known and never goes back") { subject async throws in
            let id = ClientID.fixture()
            let client = Client.fixture(secrets: [.fixture(id: "a"), .fixture(id: "b")])
            _ = try await subject.store.create(client, audit: .fixture())
            for instant: Int64 in [2_000, 3_000, 2_500] {
                await subject.store.noteSecretUse("a", of: id, at: instant)
            }
            await subject.settle()
            #expect(try await subject.store.client(id)?.secrets.map(\.lastUsedAt) == [3_000, nil])
            await subject.store.noteSecretUse("a", of: id, at: 2_900)
            await subject.store.noteSecretUse("unknown", of: id, at: 4_000)
            await subject.store.noteSecretUse("a", of: .fixture("nobody"), at: 4_000)
            await subject.settle()
            #expect(try await subject.store.client(id)?.secrets.map(\.lastUsedAt) == [3_000, nil])
        },
    ]
}
