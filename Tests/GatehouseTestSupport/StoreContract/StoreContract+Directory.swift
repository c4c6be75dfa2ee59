import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract.Subject {
    /// Four clients of two applications.
    fileprivate func seedClients() async throws {
        var code = ClientProfile()
        code.source = .dynamic
        var declared = ClientProfile()
        declared.source = .policy
        let clients: [Client] = [
            .fixture(id: "c", name: "beta 100%", createdAt: 3_000, profile: declared),
            .fixture(id: "a", name: "Alpha", secrets: [.fixture(id: "s")], createdAt: 2_000),
            .fixture(
                id: "d",
                application: "other",
                name: "delta_1",
                grants: [.authorizationCode],
                scopes: ["openid", "other_read"],
                secrets: [.fixture(id: "s"), .fixture(id: "t", digest: 2)],
                createdAt: 1_000,
                disabledAt: 4_000,
                profile: code
            ),
            .fixture(id: "b", name: "alpha", createdAt: 2_000),
        ]
        for client in clients {
            _ = try await store.create(client, audit: .fixture())
        }
        await store.noteSecretUse("s", of: .fixture("a"), at: 9_000)
        await store.noteSecretUse("t", of: .fixture("d"), at: 8_000)
        await settle()
    }

    fileprivate func clients(_ query: ClientQuery) async throws -> [String] {
        let page = try await store.clients(query)
        if query.offset == 0, query.limit >= page.total { #expect(page.items.count == page.total) }
        return page.items.map(\.id.value)
    }

    fileprivate func users(_ query: UserQuery) async throws -> [String] {
        try await store.users(query).items.map(\.username.value)
    }

    fileprivate func sequences(_ query: AuditQuery) async throws -> [String] {
        try await store.audit(query).map { "\($0.event.at)" }
    }
}

extension StoreContract {
    static let directory = [
        StoreContract("clients are listed in the order that is asked for") { subject async throws in
            try await subject.seedClients()
            #expect(try await subject.clients(ClientQuery()) == ["a", "b", "c", "d"])
            #expect(try await subject.clients(ClientQuery(isDescending: true)) == ["d", "c", "b", "a"])
            #expect(try await subject.clients(ClientQuery(order: .created)) == ["d", "a", "b", "c"])
            #expect(try await subject.clients(ClientQuery(order: .used)) == ["b", "c", "d", "a"])
            #expect(
                try await subject.clients(ClientQuery(order: .used, isDescending: true)) == ["a", "d", "c", "b"]
            )
            let page = try await subject.store.clients(ClientQuery(offset: 1, limit: 2))
            #expect(page.items.map(\.id.value) == ["b", "c"])
            #expect(page.total == 4)
            #expect(try await subject.store.clients(ClientQuery(offset: 9, limit: 2)).total == 4)
            #expect(try await subject.store.clients(ClientQuery(offset: -1, limit: -1)).items == [])
            #expect(page.items.first == (try await subject.store.client(.fixture("b"))))
        },
        StoreContract("clients are found by what they are") { subject async throws in
            try await subject.seedClients()
            #expect(try await subject.clients(ClientQuery(text: "ALPHA")) == ["a", "b"])
            #expect(try await subject.clients(ClientQuery(text: "")) == ["a", "b", "c", "d"])
            #expect(try await subject.clients(ClientQuery(text: "%")) == ["c"])
            #expect(try await subject.clients(ClientQuery(text: "_")) == ["d"])
            #expect(try await subject.clients(ClientQuery(text: "C")) == ["c"])
            #expect(try await subject.clients(ClientQuery(text: "'\"\\")) == [])
            #expect(try await subject.clients(ClientQuery(application: "other")) == ["d"])
            #expect(try await subject.clients(ClientQuery(grant: .authorizationCode)) == ["d"])
            #expect(try await subject.clients(ClientQuery(scope: "tstapp_data.read")) == ["a", "b", "c"])
            #expect(try await subject.clients(ClientQuery(isDisabled: true)) == ["d"])
            #expect(try await subject.clients(ClientQuery(isDisabled: false)) == ["a", "b", "c"])
            #expect(try await subject.clients(ClientQuery(source: .dynamic)) == ["d"])
            #expect(try await subject.clients(ClientQuery(source: .policy)) == ["c"])
            #expect(try await subject.clients(ClientQuery(source: .administrator)) == ["a", "b"])
            #expect(try await subject.clients(ClientQuery(text: "alpha", isDisabled: true)) == [])
            var own = ClientProfile()
            own.source = .builtIn
            _ = try await subject.store.create(.fixture(id: "own", profile: own), audit: .fixture())
            #expect(try await subject.clients(ClientQuery(source: .builtIn)) == ["own"])
            #expect(try await subject.clients(ClientQuery(leavesOutBuiltIn: true)) == ["a", "b", "c", "d"])
        },
        StoreContract("what clients may reach is what they are at the moment") { subject async throws in
            try await subject.seedClients()
            let first = try await subject.store.clientAccess()
            #expect(first.map(\.id.value) == ["a", "b", "c", "d"])
            #expect(
                first.last
                    == ClientAccess(
                        id: .fixture("d"),
                        name: "delta_1",
                        application: "other",
                        scopes: ScopeSet(["openid", "other_read"]),
                        isService: false,
                        isDisabled: true
                    )
            )
            #expect(first.first?.isService == true)
            var changed = Client.fixture(id: "a", scopes: ["tstapp_data.write"])
            changed.name = "Changed"
            _ = try await subject.store.update(changed, audit: .fixture())
            let record = RevocationRecord.client("b")
            _ = try await subject.store.disable(.fixture("b"), at: 5_000, revocation: record, audit: .fixture())
            _ = try await subject.store.delete(.fixture("c"), revocation: .client("c"), audit: .fixture())
            let second = try await subject.store.clientAccess()
            #expect(second.map(\.id.value) == ["a", "b", "d"])
            #expect(second[0].scopes == ScopeSet(["tstapp_data.write"]))
            #expect(second[0].name == "Changed")
            #expect(second[1].isDisabled)
        },
        StoreContract("people are listed and found") { subject async throws in
            let people: [User] = [
                .fixture("bob", id: .fixture(2), name: "Robert", assignedScopes: ["x_admin"], createdAt: 1_000),
                .fixture("alice", id: .fixture(1), email: "a_1@example.test", createdAt: 3_000),
                .fixture(
                    "carol",
                    id: .fixture(3),
                    assignedScopes: ["x_admin_more", "y"],
                    createdAt: 2_000,
                    disabledAt: 4_000
                ),
            ]
            for user in people {
                _ = try await subject.store.create(user, audit: .fixture())
            }
            #expect(try await subject.users(UserQuery()) == ["alice", "bob", "carol"])
            #expect(try await subject.users(UserQuery(isDescending: true)) == ["carol", "bob", "alice"])
            #expect(try await subject.users(UserQuery(order: .created)) == ["bob", "carol", "alice"])
            #expect(try await subject.users(UserQuery(text: "BERT")) == ["bob"])
            #expect(try await subject.users(UserQuery(text: "a_1@")) == ["alice"])
            #expect(try await subject.users(UserQuery(text: "CAR")) == ["carol"])
            #expect(try await subject.users(UserQuery(scope: "x_admin")) == ["bob"])
            #expect(try await subject.users(UserQuery(scope: "x_admin_more y")) == [])
            #expect(try await subject.users(UserQuery(isDisabled: true)) == ["carol"])
            #expect(try await subject.users(UserQuery(isDisabled: false)) == ["alice", "bob"])
            let page = try await subject.store.users(UserQuery(offset: 1, limit: 1))
            #expect(page.items == [try await subject.store.user(.fixture(2))].compactMap(\.self))
            #expect(page.total == 3)
        },
        StoreContract("everything is counted and named") { subject async throws in
            try await subject.seedClients()
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            _ = try await subject.store.create(
                .fixture("bob", id: .fixture(2), disabledAt: 4_000),
                audit: .fixture()
            )
            #expect(
                try await subject.store.counts()
                    == DirectoryCounts(
                        clients: 4,
                        disabledClients: 1,
                        users: 2,
                        disabledUsers: 1,
                        clientsByApplication: ["tstapp": 3, "other": 1]
                    )
            )
            let names = try await subject.store.names(
                clients: [.fixture("a"), .fixture("nobody"), .fixture("a")],
                users: [.fixture(1), .fixture(9)]
            )
            #expect(names == DirectoryNames(clients: ["a": "Alpha"], users: [UserID.fixture(1).value: "alice"]))
        },
        StoreContract("standing grants are listed and what would end with them is counted") { subject async throws in
            try await subject.begin(.fixture(id: "first"), code: nil)
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            try await subject.add(.fixture(id: "second", clientID: .fixture("other")))
            try await subject.add(.fixture(id: "third", userID: .fixture(2)))
            try await subject.add(.fixture(id: "expired", expiresAt: 1_399))
            try await subject.add(.fixture(id: "back"))
            _ = try await subject.revoke("back")
            try await subject.use("first", at: 1_100)
            _ = try await subject.store.issue(
                from: "third",
                refreshToken: .fixture(grantID: "third"),
                expiresAt: 5_000,
                at: 1_200,
                audit: []
            )
            func grants(_ query: GrantQuery) async throws -> [String] {
                let page = try await subject.store.grants(query, at: 1_400)
                #expect(page.total >= page.items.count)
                return page.items.map(\.id)
            }
            #expect(try await grants(GrantQuery()) == ["third", "second", "first"])
            #expect(try await grants(GrantQuery(user: .fixture(1))) == ["second", "first"])
            #expect(try await grants(GrantQuery(client: .fixture())) == ["third", "first"])
            #expect(try await grants(GrantQuery(user: .fixture(2), client: .fixture("other"))) == [])
            #expect(try await grants(GrantQuery(offset: 1, limit: 1)) == ["second"])
            #expect(try await subject.store.grants(GrantQuery(offset: 1, limit: 1), at: 1_400).total == 3)
            let all = try await subject.store.reach(user: nil, client: nil, at: 1_400)
            #expect(
                all == RevocationReach(grants: 3, refreshTokens: 1, people: 2, clients: 2, lastUsedAt: 1_200)
            )
            let alice = try await subject.store.reach(user: .fixture(1), client: nil, at: 1_400)
            #expect(alice == RevocationReach(grants: 2, people: 1, clients: 2, lastUsedAt: 1_100))
            let nothing = try await subject.store.reach(user: .fixture(3), client: .fixture(), at: 1_400)
            #expect(nothing == RevocationReach())
        },
        StoreContract("audit events are found by what they are about") { subject async throws in
            let events: [(at: Int64, actor: String, kind: AuditKind)] = [
                (1_000, "cli", .clientCreated(client: .fixture("a"), application: "tstapp")),
                (1_001, "cli", .secretAdded(client: .fixture("a"), secret: "s", kept: 2)),
                (1_002, "server", .keyRetired(key: "k")),
                (
                    1_003, "a",
                    .account(.granted, AccountFacts(user: .fixture(1), client: .fixture("a"), grant: "g"))
                ),
                (1_004, "cli", .clientDisabled(client: .fixture("b"))),
                (1_005, "server", .tokenRevoked(token: "a", client: "a")),
            ]
            for event in events {
                try await subject.store.note(AuditEvent(at: event.at, actor: event.actor, kind: event.kind))
            }
            #expect(
                try await subject.sequences(AuditQuery()) == ["1005", "1004", "1003", "1002", "1001", "1000"]
            )
            #expect(try await subject.sequences(AuditQuery(kind: "client.")) == ["1004", "1001", "1000"])
            #expect(try await subject.sequences(AuditQuery(kind: "client.", limit: 2)) == ["1004", "1001"])
            #expect(try await subject.sequences(AuditQuery(kind: "client.disabled")) == ["1004"])
            #expect(try await subject.sequences(AuditQuery(kind: "")).count == 6)
            #expect(try await subject.sequences(AuditQuery(kind: "client%")) == [])
            #expect(try await subject.sequences(AuditQuery(actor: "cli")) == ["1004", "1001", "1000"])
            #expect(try await subject.sequences(AuditQuery(kind: "client.d", actor: "cli")) == ["1004"])
            #expect(try await subject.sequences(AuditQuery(about: "a")) == ["1005", "1003", "1001", "1000"])
            #expect(try await subject.sequences(AuditQuery(about: UserID.fixture(1).value)) == ["1003"])
            #expect(try await subject.sequences(AuditQuery(about: "tstapp")) == ["1000"])
            #expect(try await subject.sequences(AuditQuery(kind: "client.", about: "a")) == ["1001", "1000"])
            #expect(try await subject.sequences(AuditQuery(since: 1_002, until: 1_004)) == ["1003", "1002"])
            #expect(try await subject.sequences(AuditQuery(about: "a", until: 1_003)) == ["1001", "1000"])
            let newest = try #require(try await subject.store.audit(AuditQuery(about: "a", limit: 1)).first)
            let earlier = AuditQuery(about: "a", before: newest.sequence, limit: 2)
            #expect(try await subject.sequences(earlier) == ["1003", "1001"])
            try await subject.store.purgeAudit(before: 1_002)
            #expect(try await subject.sequences(AuditQuery(about: "a")) == ["1005", "1003"])
            #expect(try await subject.sequences(AuditQuery(kind: "client.")) == ["1004"])
        },
    ]
}
