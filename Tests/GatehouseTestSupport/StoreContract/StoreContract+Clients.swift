import GatehouseOAuth
import Testing

extension StoreContract {
    static let clients = [
        StoreContract("a stored client is read back whole") { subject async throws in
            let client = Client.fixture(
                id: "!weird'\"--~",
                name: "Ünïcode \u{65}\u{301} \"quoted\" 🚪\r\n",
                grants: [.authorizationCode, .clientCredentials, .refreshToken],
                scopes: ["tstapp_b", "tstapp_a", "openid"],
                isPublic: true,
                redirectURIs: ["https://b.example/cb?x=1", "https://a.example/cb", "app.example:/cb"],
                policyURI: "https://a.example/policy",
                termsOfServiceURI: "https://a.example/terms",
                secrets: [.fixture(id: "b", label: "old"), .fixture(id: "a", digest: 2, lastUsedAt: 7)],
                createdAt: -5,
                disabledAt: .max,
                revokedBefore: 12
            )
            #expect(try await subject.store.create(client, audit: .fixture()) == .created)
            let read = try #require(try await subject.store.client(client.id))
            #expect(read == client)
            #expect(Array(read.name.utf8) == Array(client.name.utf8))
        },
        StoreContract("a client without anything optional is read back whole") { subject async throws in
            let client = Client.fixture(grants: [], scopes: [])
            #expect(try await subject.store.create(client, audit: .fixture()) == .created)
            #expect(try await subject.store.client(client.id) == client)
        },
        StoreContract("an unknown client is nil") { subject async throws in
            #expect(try await subject.store.client(.fixture("nobody")) == nil)
        },
        StoreContract("creating a taken id changes nothing") { subject async throws in
            let first = Client.fixture(secrets: [.fixture()])
            #expect(try await subject.store.create(first, audit: .fixture("first")) == .created)
            let second = Client.fixture(name: "Impostor", scopes: ["gatehouse_admin"])
            #expect(try await subject.store.create(second, audit: .fixture("second")) == .exists)
            #expect(try await subject.store.client(first.id) == first)
            #expect(try await subject.store.marks() == ["first"])
        },
        StoreContract("ids that differ only in case are different clients") { subject async throws in
            #expect(try await subject.store.create(.fixture(id: "a"), audit: .fixture()) == .created)
            #expect(try await subject.store.create(.fixture(id: "A"), audit: .fixture()) == .created)
            #expect(try await subject.store.client(.fixture("A"))?.id.value == "A")
        },
        StoreContract("of fifty concurrent creations of one id exactly one wins") { subject async throws in
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.create(.fixture(name: "Client \(number)"), audit: .fixture("\(number)"))
            }
            #expect(outcomes.count { $0 == .created } == 1)
            let winner = try #require(try await subject.store.client(.fixture())).name
            #expect(try await subject.store.marks().map { "Client \($0)" } == [winner])
        },
        StoreContract("clients are paged in byte order") { subject async throws in
            for id in ["b", "a", "Z", "c", "a-", "~", "aa"] {
                let application = id == "c" ? "other" : "tstapp"
                _ = try await subject.store.create(.fixture(id: id, application: application), audit: .fixture())
            }
            func page(_ application: String?, _ after: String?, _ limit: Int) async throws -> [String] {
                try await subject.store
                    .clients(
                        application: application,
                        after: after.map { .fixture($0) },
                        limit: limit
                    )
                    .map(\.id.value)
            }
            #expect(try await page(nil, nil, 100) == ["Z", "a", "a-", "aa", "b", "c", "~"])
            #expect(try await page(nil, nil, 3) == ["Z", "a", "a-"])
            #expect(try await page(nil, "a-", 3) == ["aa", "b", "c"])
            #expect(try await page("tstapp", "b", 3) == ["~"])
            #expect(try await page("other", nil, 3) == ["c"])
            #expect(try await page("nothing", nil, 3) == [])
            #expect(try await page(nil, nil, 0) == [])
        },
        StoreContract("a listed client is the client") { subject async throws in
            let client = Client.fixture(scopes: ["tstapp_a", "tstapp_b"], secrets: [.fixture()])
            _ = try await subject.store.create(client, audit: .fixture())
            #expect(try await subject.store.clients(application: nil, after: nil, limit: 1) == [client])
        },
    ]
}
