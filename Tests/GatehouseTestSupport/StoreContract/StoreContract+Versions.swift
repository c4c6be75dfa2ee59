import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let versions = [
        StoreContract("a change of a client for another version is not made") { subject async throws in
            var client = Client.fixture()
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let version = client.version
            client.name = "Second"
            let store = subject.store
            #expect(try await store.update(client, expecting: version, audit: .fixture("second")) == .changed)
            client.name = "Third"
            #expect(try await store.update(client, expecting: version, audit: .fixture("third")) == .outdated)
            #expect(try await store.client(client.id)?.name == "Second")
            #expect(try await store.update(client, expecting: nil, audit: .fixture("any")) == .changed)
            let unknown = Client.fixture(id: "nobody")
            #expect(try await store.update(unknown, expecting: version, audit: .fixture("no")) == .unknown)
            #expect(try await store.marks() == ["created", "second", "any"])
        },
        StoreContract("of fifty concurrent changes of one version of a client exactly one is made") {
            subject async throws in
            let client = Client.fixture()
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let outcomes = try await fiftyAtOnce { number in
                var changed = client
                changed.name = "Name \(number)"
                return try await subject.store.update(
                    changed,
                    expecting: client.version,
                    audit: .fixture("Name \(number)")
                )
            }
            #expect(outcomes.count { $0 == .changed } == 1)
            #expect(outcomes.count { $0 == .outdated } == 49)
            let name = try #require(try await subject.store.client(client.id)?.name)
            #expect(try await subject.store.marks() == ["created", name])
        },
        StoreContract("of fifty concurrent changes of one version of a person exactly one is made") {
            subject async throws in
            let user = User.fixture("alice")
            _ = try await subject.store.create(user, audit: .fixture("created"))
            let outcomes = try await fiftyAtOnce { number in
                var changed = user
                changed.name = PersonName("Name \(number)")
                return try await subject.store.update(
                    changed,
                    expecting: user.version,
                    leavingHolderOf: nil,
                    audit: [.fixture("first \(number)"), .fixture("second \(number)")]
                )
            }
            #expect(outcomes.count { $0 == .changed } == 1)
            #expect(outcomes.count { $0 == .outdated } == 49)
            let name = try #require(try await subject.store.user(user.id)?.name?.value)
            let number = name.dropFirst("Name ".count)
            #expect(try await subject.store.marks() == ["created", "first \(number)", "second \(number)"])
        },
        StoreContract("a version is the same until something is changed") { subject async throws in
            let client = Client.fixture(redirectURIs: ["https://a.example/cb"], secrets: [.fixture()])
            let user = User.fixture("alice", email: "a@b.test", attributes: ["b": ["2"], "a": ["1", "3"]])
            _ = try await subject.store.create(client, audit: .fixture())
            _ = try await subject.store.create(user, audit: .fixture())
            await subject.store.noteSecretUse("first", of: client.id, at: 5_000)
            await subject.settle()
            #expect(try await subject.store.client(client.id)?.version == client.version)
            #expect(try await subject.store.user(user.id)?.version == user.version)
        },
        StoreContract("a secret is taken away by its id") { subject async throws in
            let client = Client.fixture(secrets: [.fixture(id: "a"), .fixture(id: "b", digest: 2)])
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let store = subject.store
            #expect(try await store.removeSecret("a", of: client.id, audit: .fixture("gone")) == .changed)
            #expect(try await store.removeSecret("a", of: client.id, audit: .fixture("again")) == .unchanged)
            #expect(try await store.removeSecret("a", of: .fixture("nobody"), audit: .fixture("no")) == .unknown)
            #expect(try await store.client(client.id)?.secrets.map(\.id) == ["b"])
            #expect(try await store.marks() == ["created", "gone"])
        },
        StoreContract("a third secret is refused where all are to be kept") { subject async throws in
            let client = Client.fixture(secrets: [.fixture(id: "a"), .fixture(id: "b", digest: 2)])
            _ = try await subject.store.create(client, audit: .fixture("created"))
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.addSecret(
                    .fixture(id: "c", digest: 3),
                    to: client.id,
                    keeping: 3,
                    audit: .fixture("third")
                )
            }
            #expect(try await subject.store.client(client.id)?.secrets.map(\.id) == ["a", "b"])
        },
        StoreContract("all grants to a client that exceed a scope are taken back") { subject async throws in
            try await subject.begin(.fixture(scope: ["openid"]))
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            try await subject.add(.fixture(id: "wide"))
            try await subject.add(.fixture(id: "bob", userID: .fixture(2)))
            try await subject.add(.fixture(id: "other", clientID: .fixture("other")))
            try await subject.use("wide")
            try await subject.use("bob")
            func narrow() async throws -> [RevocationKey] {
                try await subject.store
                    .revokeGrants(
                        to: .fixture(),
                        exceeding: ScopeSet(["openid"]),
                        at: 1_500,
                        revocation: { .grant($0.id) },
                        audit: .fixture("narrowed")
                    )
                    .map(\.key)
            }
            #expect(try await narrow() == [.grant("wide"), .grant("bob")])
            #expect(try await narrow() == [])
            for id in ["grant", "other"] {
                #expect(try await subject.store.grant(id)?.revokedAt == nil)
            }
            #expect(try await subject.store.grant("bob")?.revokedAt == 1_500)
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture()) != nil)
            #expect(try await subject.store.marks().filter { $0 == "narrowed" }.count == 1)
            #expect(try await subject.store.revokeGrants(to: .fixture(), at: 1_500) == 1)
        },
    ]
}
