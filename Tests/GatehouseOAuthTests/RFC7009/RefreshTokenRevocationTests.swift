import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7009 §2.1 — revocation of refresh tokens")
struct RefreshTokenRevocationTests {
    private func redeemed() async throws -> (server: TestServer, answer: TokenResponse) {
        let server = try await TestServer(clients: [.app(), .app(id: "other")])
        try await server.allow()
        return (server, try await server.redeem())
    }

    private func revoke(
        _ server: TestServer,
        _ token: Secret<String>?,
        by client: String = "app"
    ) async throws(OAuthError) -> RevocationOutcome {
        let text = token?.withExposedValue { $0 } ?? ""
        return try await server.server.revoke(
            Parameters([(name: "token", value: text), (name: "client_id", value: client)]),
            authorization: nil,
            now: TestServer.now
        )
    }

    @Test func itTakesTheWholeFamilyBack() async throws {
        let (server, answer) = try await redeemed()
        #expect(try await revoke(server, answer.refreshToken) == .grant)
        #expect(try !server.isLive(answer))
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidGrant)
        #expect(
            try await server.audit().last
                == AuditEvent(at: TestServer.now, actor: "app", kind: .grantRevoked(grant: TestServer.grantID))
        )
    }

    @Test func anEarlierOneOfTheFamilyDoesSoToo() async throws {
        let (server, answer) = try await redeemed()
        let second = try await server.refresh(answer.refreshToken)
        #expect(try await revoke(server, answer.refreshToken) == .grant)
        #expect(try !server.isLive(second))
    }

    @Test func anothersChangesNothing() async throws {
        let (server, answer) = try await redeemed()
        #expect(try await revoke(server, answer.refreshToken, by: "other") == .nothing)
        #expect(try server.isLive(answer))
    }

    @Test func theSecondTimeNothingIsRecorded() async throws {
        let (server, answer) = try await redeemed()
        _ = try await revoke(server, answer.refreshToken)
        let events = try await server.audit().count
        #expect(try await revoke(server, answer.refreshToken) == .nothing)
        #expect(try await server.audit().count == events)
    }

    @Test func aCodeIsNoToken() async throws {
        let (server, answer) = try await redeemed()
        #expect(try await revoke(server, Secret("code")) == .nothing)
        #expect(try server.isLive(answer))
    }
}
