import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8628 §3.4 — a device asks for its tokens")
struct DevicePollTests {
    private let userCode = "WDJBMJHT"

    private func begun() async throws -> TestServer {
        let server = try await TestServer(clients: [.app(), .app(id: "other")])
        let device = DeviceAuthorization.fixture(
            clientID: .fixture("app"),
            scope: ["openid", "offline_access", "tstapp_data.read"],
            createdAt: TestServer.now,
            expiresAt: TestServer.now + 600
        )
        #expect(try await server.store.begin(device))
        return server
    }

    private func decide(_ server: TestServer, isAllowed: Bool) async throws {
        let grant = Grant.fixture(
            clientID: .fixture("app"),
            scope: ["openid", "offline_access", "tstapp_data.read"],
            createdAt: TestServer.now,
            expiresAt: TestServer.now + 600
        )
        let allowed = isAllowed ? grant : nil
        _ = try await server.store.decide(userCode, grant: allowed, consent: nil, at: TestServer.now, audit: [])
    }

    private func poll(
        _ server: TestServer,
        _ code: String = "device",
        client: String = "app",
        after seconds: Int64 = 0
    ) async throws(OAuthError) -> TokenResponse {
        try await server.ask(
            [("grant_type", GrantType.deviceCode.rawValue), ("device_code", code)],
            client: client,
            now: TestServer.now + seconds
        )
    }

    @Test func beforeTheDecisionItWaits() async throws {
        let server = try await begun()
        #expect(await refusal { _ = try await poll(server, after: 5) }?.code == .authorizationPending)
        #expect(await refusal { _ = try await poll(server, after: 6) }?.code == .slowDown)
    }

    @Test func afterTheDecisionItGetsItsTokensOnce() async throws {
        let server = try await begun()
        try await decide(server, isAllowed: true)
        let answer = try await poll(server, after: 5)
        #expect(answer.refreshToken != nil)
        #expect(answer.idToken != nil)
        #expect(try server.verified(answer).subject == User.ada.id.value)
        #expect(await refusal { _ = try await poll(server, after: 10) }?.code == .invalidGrant)
        #expect(try !server.isLive(answer))
        #expect(try await server.accountEvents() == [.codeReplayed])
    }

    @Test func aDenialIsTold() async throws {
        let server = try await begun()
        try await decide(server, isAllowed: false)
        #expect(await refusal { _ = try await poll(server, after: 5) }?.code == .accessDenied)
    }

    @Test func afterItsTimeItMustBeginAgain() async throws {
        let server = try await begun()
        #expect(await refusal { _ = try await poll(server, after: 600) }?.code == .expiredToken)
    }

    @Test func anotherClientLearnsNothing() async throws {
        let server = try await begun()
        try await decide(server, isAllowed: true)
        #expect(await refusal { _ = try await poll(server, client: "other", after: 5) }?.code == .invalidGrant)
        #expect(await refusal { _ = try await poll(server, "guess", after: 5) }?.code == .invalidGrant)
        _ = try await poll(server, after: 5)
    }
}
