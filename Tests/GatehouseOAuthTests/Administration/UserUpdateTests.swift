import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Changing people")
struct UserUpdateTests {
    private func server(users: [User] = [.ada]) async throws -> TestServer {
        try await TestServer(clients: [.app()], users: users)
    }

    @Test func everythingThatDescribesAPersonIsReplaced() async throws {
        let server = try await server()
        let before = try await server.perform(.showUser("ada")).user()
        let changes = UserChanges(
            email: "countess@example.test",
            name: nil,
            attributes: ["department": ["mathematics"]],
            scopes: ["tstapp_data.write"]
        )
        let after = try await server.perform(.updateUser("ada", changes, version: before.version)).user()
        #expect(after.email == "countess@example.test")
        #expect(after.name == nil)
        #expect(after.attributes == ["department": ["mathematics"]])
        #expect(after.scopes == ["tstapp_data.write"])
        #expect(after.version != before.version)
        #expect(try await server.accountEvents() == [.updated, .scopesAssigned])
    }

    @Test func anEditOfAnOlderVersionIsRefused() async throws {
        let server = try await server()
        let version = try await server.perform(.showUser("ada")).user().version
        _ = try await server.perform(.updateUser("ada", UserChanges(name: "First"), version: version))
        let second = try await server.perform(.updateUser("ada", UserChanges(name: "Second"), version: version))
        #expect(second.refusal?.code == .outdated)
        #expect(try await server.perform(.showUser("ada")).user().name == "First")
    }

    @Test func tokensEndWithAScopeThatIsTakenAwayAndOnlyThen() async throws {
        let ada = User.fixture("ada", assignedScopes: ["tstapp_data.write", "gone_from_the_policy"])
        let server = try await server(users: [ada])
        try await server.allow(scope: ["openid", "tstapp_data.write"])
        let answer = try await server.redeem()
        let kept = UserChanges(name: "Ada", scopes: ada.assignedScopes.names)
        _ = try await server.perform(.updateUser("ada", kept, version: nil))
        #expect(try server.isLive(answer))
        let fewer = UserChanges(name: "Ada", scopes: ["tstapp_data.write"])
        #expect(try await server.perform(.updateUser("ada", fewer, version: nil)).refusal == nil)
        #expect(try !server.isLive(answer))
    }

    @Test func somebodyElsesAddressIsRefused() async throws {
        let bob = User.fixture("bob", id: .fixture(2), email: "bob@example.test")
        let server = try await server(users: [.ada, bob, .fixture("c@example.test", id: .fixture(3))])
        for email in ["BOB@example.test", "c@example.test"] {
            let answer = try await server.perform(.updateUser("ada", UserChanges(email: email), version: nil))
            #expect(answer.refusal?.code == .userExists)
        }
    }

    @Test func anUnknownPersonIsRefused() async throws {
        let answer = try await server().perform(.updateUser("eda", UserChanges(), version: nil))
        #expect(answer.refusal?.suggestion == "Did you mean ada?")
    }
}
