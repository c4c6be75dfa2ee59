import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Sessions and grants of a person")
struct AccessCommandTests {
    private static func listening() -> Client {
        .app(profile: .with { $0.backchannelLogoutURI = "https://app.example.test/logout" })
    }

    private func begin(_ id: String = "session", in server: TestServer) async throws {
        _ = try await server.store.begin(
            .fixture(id: id, userID: User.ada.id, createdAt: TestServer.now, expiresAt: TestServer.now + 3_600),
            digest: SecretDigest.of(id),
            ending: nil,
            audit: .fixture()
        )
    }

    @Test func aSessionEndsAndItsClientsHearOfIt() async throws {
        let server = try await TestServer(clients: [Self.listening()])
        try await begin(in: server)
        try await begin("other", in: server)
        try await server.allow()
        _ = try await server.redeem()
        let answer = try await server.perform(.endSession(user: "ada", session: "session"))
        #expect(answer.refusal == nil)
        let left = try await server.store.sessions(of: User.ada.id, at: TestServer.now)
        #expect(left.map(\.id) == ["other"])
        let due = try await server.store.dueDeliveries(at: TestServer.now, limit: 10)
        #expect(due.map(\.sessionID) == ["session"])
        let last = try await server.audit().last
        #expect(last?.actor == "cli")
        #expect(last?.kind == .account(.signedOut, AccountFacts(user: User.ada.id, session: "session")))
    }

    @Test func aSessionOfSomebodyElseIsNotEnded() async throws {
        let server = try await TestServer(users: [.ada, .fixture("bob", id: .fixture(2))])
        try await begin(in: server)
        let answer = try await server.perform(.endSession(user: "bob", session: "session"))
        #expect(answer.refusal?.code == .unknownSession)
        #expect(try await server.store.sessions(of: User.ada.id, at: TestServer.now).count == 1)
    }

    @Test func withdrawnAccessIsForgottenAndItsTokensAreRefused() async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        let answer = try await server.redeem()
        guard case .withdrawn(let withdrawn) = try await server.perform(.withdrawAccess(user: "ada", client: "app"))
        else {
            Issue.record("not withdrawn")
            return
        }
        #expect(withdrawn.grants == 1)
        #expect(withdrawn.user == User.ada.id.value)
        #expect(try !server.isLive(answer))
        #expect(try await server.accountEvents().last == .consentWithdrawn)
    }

    @Test func grantsAreListedByPersonAndByClient() async throws {
        let server = try await TestServer(clients: [.app(), .app(id: "other")])
        try await server.allow(code: "a", grantID: "first")
        try await server.allow(client: "other", code: "b", grantID: "second")
        func grants(_ command: AdminCommand) async throws -> [String] {
            guard case .grants(let list) = try await server.perform(command) else { return ["none"] }
            #expect(list.total >= list.grants.count)
            return list.grants.map(\.grant)
        }
        #expect(try await grants(.listGrants()) == ["second", "first"])
        #expect(try await grants(.listGrants(user: "ada@example.test", client: "app")) == ["first"])
        #expect(try await grants(.listGrants(offset: 1, limit: 1)) == ["first"])
        #expect(try await grants(.listGrants(offset: -1, limit: -1)) == [])
        #expect(try await server.perform(.listGrants(user: "nobody")).refusal?.code == .unknownUser)
        #expect(try await server.perform(.listGrants(client: "nobody")).refusal?.code == .unknownClient)
    }

    @Test func aRevocationSaysHowManyGrantsEnded() async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow(code: "a", grantID: "first")
        _ = try await server.redeem("a")
        func ended(_ command: AdminCommand) async throws -> Int? {
            guard case .revoked(let summary) = try await server.perform(command) else { return -1 }
            return summary.grants
        }
        #expect(try await ended(.revokeClient("app")) == 1)
        try await server.allow(code: "b", grantID: "second", now: TestServer.now + 1)
        _ = try await server.redeem("b", now: TestServer.now + 1)
        #expect(try await ended(.revokeSubject(User.ada.id.value)) == 1)
        #expect(try await ended(.revokeSubject(User.ada.id.value)) == 0)
        #expect(try await ended(.revokeTokenID("a.b")) == nil)
    }
}
