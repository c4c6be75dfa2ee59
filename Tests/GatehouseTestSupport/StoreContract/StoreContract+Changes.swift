import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let changes = [
        StoreContract("disabling a client replaces its revocation and is audited with it") { subject async throws in
            let client = Client.fixture()
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let earlier = RevocationRecord.client(revokedBefore: 9_000, expiresAt: 10_000)
            _ = try await subject.store.record(earlier, client: nil, audit: .fixture("earlier"))
            let revocation = RevocationRecord.client(revokedBefore: nil)
            #expect(
                try await subject.store.disable(client.id, at: 2_000, revocation: revocation, audit: .fixture("off"))
                    == .changed
            )
            #expect(try await subject.store.client(client.id)?.disabledAt == 2_000)
            #expect(try await subject.store.revocation(of: revocation.key) == revocation)
            #expect(try await subject.store.marks() == ["created", "earlier", "off"])
        },
        StoreContract("disabling a disabled client changes nothing") { subject async throws in
            let client = Client.fixture()
            let revocation = RevocationRecord.client()
            _ = try await subject.store.create(client, audit: .fixture("created"))
            _ = try await subject.store.disable(client.id, at: 2_000, revocation: revocation, audit: .fixture("off"))
            let later = RevocationRecord.client(revokedBefore: 3_000)
            #expect(
                try await subject.store.disable(client.id, at: 3_000, revocation: later, audit: .fixture("again"))
                    == .unchanged
            )
            #expect(try await subject.store.client(client.id)?.disabledAt == 2_000)
            #expect(try await subject.store.revocation(of: revocation.key) == revocation)
            #expect(try await subject.store.marks() == ["created", "off"])
        },
        StoreContract("of fifty concurrent disablings exactly one changes the client") { subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(), audit: .fixture("created"))
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.disable(
                    id,
                    at: Int64(number),
                    revocation: .client(revokedBefore: Int64(number)),
                    audit: .fixture("\(number)")
                )
            }
            #expect(outcomes.count { $0 == .changed } == 1)
            #expect(outcomes.count { $0 == .unchanged } == 49)
            let disabledAt = try #require(try await subject.store.client(id)?.disabledAt)
            let revocation = try #require(try await subject.store.revocation(of: .client(id.value)))
            #expect(revocation.revokedBefore == disabledAt)
            #expect(try await subject.store.marks() == ["created", "\(disabledAt)"])
        },
        StoreContract("enabling a client keeps its old tokens refused") { subject async throws in
            let client = Client.fixture(disabledAt: 1_500, revokedBefore: 1_200)
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let revocation = RevocationRecord.client(revokedBefore: 2_000, expiresAt: 6_000)
            #expect(
                try await subject.store.enable(client.id, revocation: revocation, audit: .fixture("on")) == .changed
            )
            let enabled = try #require(try await subject.store.client(client.id))
            #expect(enabled.disabledAt == nil)
            #expect(enabled.revokedBefore == 2_000)
            #expect(try await subject.store.revocation(of: revocation.key) == revocation)
            #expect(
                try await subject.store.enable(client.id, revocation: .client(), audit: .fixture("again"))
                    == .unchanged
            )
            #expect(try await subject.store.revocation(of: revocation.key) == revocation)
            #expect(try await subject.store.marks() == ["created", "on"])
        },
        StoreContract("a deleted client is gone and its tokens stay refused") { subject async throws in
            let client = Client.fixture(
                scopes: ["tstapp_a"],
                redirectURIs: ["https://a.example/cb"],
                secrets: [.fixture(id: "a"), .fixture(id: "b")]
            )
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let revocation = RevocationRecord.client(revokedBefore: 2_000, expiresAt: 6_000)
            #expect(
                try await subject.store.delete(client.id, revocation: revocation, audit: .fixture("gone")) == .changed
            )
            #expect(try await subject.store.client(client.id) == nil)
            #expect(try await subject.store.revocation(of: revocation.key) == revocation)
            let successor = Client.fixture(scopes: ["tstapp_b"])
            #expect(try await subject.store.create(successor, audit: .fixture("new")) == .created)
            #expect(try await subject.store.client(client.id) == successor)
            #expect(try await subject.store.marks() == ["created", "gone", "new"])
        },
        StoreContract("changing an unknown client changes nothing") { subject async throws in
            let id = ClientID.fixture("nobody")
            let revocation = RevocationRecord.client("nobody")
            #expect(
                try await subject.store.disable(id, at: 1, revocation: revocation, audit: .fixture()) == .unknown
            )
            #expect(try await subject.store.enable(id, revocation: revocation, audit: .fixture()) == .unknown)
            #expect(try await subject.store.delete(id, revocation: revocation, audit: .fixture()) == .unknown)
            #expect(try await subject.store.revocations(at: 0) == [])
            #expect(try await subject.store.marks() == [])
        },
        StoreContract("a change whose revocation is refused is not made") { subject async throws in
            let client = Client.fixture(secrets: [.fixture()])
            _ = try await subject.store.create(client, audit: .fixture("created"))
            let impossible = RevocationRecord(
                kind: .token,
                key: .token("token"),
                revokedBefore: 2_000,
                recordedAt: 2_000,
                expiresAt: nil
            )
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.disable(client.id, at: 1, revocation: impossible, audit: .fixture())
            }
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.delete(client.id, revocation: impossible, audit: .fixture())
            }
            #expect(try await subject.store.client(client.id) == client)
            #expect(try await subject.store.marks() == ["created"])
        },
    ]
}
