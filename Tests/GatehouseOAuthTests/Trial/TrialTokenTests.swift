import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Tokens for trying a client")
struct TrialTokenTests {
    private func trial(
        _ server: TestServer,
        of client: String = "reader",
        scope: [String] = ["tstapp_data.read"],
        person: User? = nil,
        sessionID: String? = nil
    ) async throws -> TrialToken {
        try await server.server.trialToken(
            for: .fixture(client),
            scope: ScopeSet(scope),
            person: person,
            sessionID: sessionID,
            actor: "administrator",
            now: TestServer.now
        )
    }

    private func refusal(
        _ server: TestServer,
        of client: String,
        scope: [String],
        person: User? = nil
    ) async -> OAuthError.Code? {
        do {
            _ = try await trial(server, of: client, scope: scope, person: person)
            return nil
        } catch {
            return (error as? OAuthError)?.code
        }
    }

    private func verified(_ server: TestServer, _ token: TrialToken) throws -> VerifiedToken {
        let text = token.text.withExposedValue { $0 }
        return try server.verified(text)
    }

    @Test func aClientsOwnTokenIsAsItWouldGetItForAMinute() async throws {
        let server = try await TestServer()
        let token = try await trial(server)
        let tried = try verified(server, token)
        let real = try await server.verified(server.accessToken(scope: "tstapp_data.read"))
        #expect(tried.audience == real.audience)
        #expect(tried.subject == real.subject)
        #expect(tried.clientID == real.clientID)
        #expect(tried.scopes == real.scopes)
        #expect(tried.expiresAt == TestServer.now + 60)
        #expect(token.expiresAt == tried.expiresAt)
        #expect(token.tokenID == tried.tokenID)
        #expect(token.scope == ScopeSet(["tstapp_data.read"]))
    }

    @Test func onlyWhoTriedItIsWrittenDown() async throws {
        let server = try await TestServer()
        let before = try await server.audit().count
        let token = try await trial(server)
        let events = try await server.audit().dropFirst(before)
        #expect(events.map(\.actor) == ["administrator"])
        #expect(
            events.map(\.kind) == [.clientTried(client: .fixture("reader"), user: nil, token: token.tokenID)]
        )
        #expect(try await server.store.client(.fixture("reader"))?.firstIssuedAt == nil)
    }

    @Test func aTokenForAPersonHasOnlyWhatThePersonHas() async throws {
        let server = try await TestServer(clients: [.app()])
        let scope = ["openid", "tstapp_data.read", "tstapp_data.write"]
        _ = try await server.store.begin(
            .fixture(userID: User.ada.id, authenticatedAt: 5_000, context: .aal2, expiresAt: .max),
            digest: SecretDigest.of("session"),
            ending: nil,
            audit: .fixture()
        )
        let token = try await trial(server, of: "app", scope: scope, person: .ada, sessionID: "session")
        let tried = try verified(server, token)
        try await server.allow(scope: scope)
        let real = try await server.verified(server.redeem())
        #expect(tried.scopes == ["openid", "tstapp_data.read"])
        #expect(tried.scopes == real.scopes)
        #expect(tried.audience == real.audience)
        #expect(tried.subject == real.subject)
        #expect(tried.claims["department"] == "finance")
        #expect(tried.authenticationTime == 5_000)
        #expect(tried.claims["sid"] == "session")
        #expect(tried.expiresAt == TestServer.now + 60)
    }

    @Test func aDisabledOrUnknownClientGetsNone() async throws {
        let server = try await TestServer(clients: [.reader(disabledAt: 5)])
        #expect(await refusal(server, of: "reader", scope: ["tstapp_data.read"]) == .invalidClient)
        #expect(await refusal(server, of: "nobody", scope: ["tstapp_data.read"]) == .invalidClient)
    }

    @Test func whatTheClientMayNotAskForIsRefused() async throws {
        let server = try await TestServer(clients: [.reader(), .app()])
        #expect(await refusal(server, of: "reader", scope: ["tstapp_data.write"]) == .invalidScope)
        #expect(await refusal(server, of: "reader", scope: []) == .invalidScope)
        #expect(await refusal(server, of: "app", scope: ["unknown"], person: .ada) == .invalidScope)
        #expect(await refusal(server, of: "app", scope: ["tstapp_data.write"], person: .ada) == .invalidScope)
        #expect(await refusal(server, of: "app", scope: ["tstapp_data.read"]) == .unauthorizedClient)
        #expect(await refusal(server, of: "reader", scope: ["openid"], person: .ada) == .unauthorizedClient)
    }

    @Test func aDisabledPersonGetsNone() async throws {
        let off = User.fixture("off", id: .fixture(4), disabledAt: 5)
        let server = try await TestServer(clients: [.app()], users: [.ada, off])
        #expect(await refusal(server, of: "app", scope: ["openid"], person: off) == .accessDenied)
        let nobody = User.fixture("nobody", id: .fixture(5))
        #expect(await refusal(server, of: "app", scope: ["openid"], person: nobody) == .accessDenied)
    }

    @Test func whoseTokensAreBoundToAKeyGetsNone() async throws {
        let bound = Client.fixture(id: "bound", profile: .with { $0.requiresProof = true })
        let certified = Client.fixture(id: "certified", profile: .with { $0.bindsCertificate = true })
        let own = Client.fixture(id: "own", profile: .with { $0.source = .builtIn })
        let server = try await TestServer(clients: [bound, certified, own])
        for id in ["bound", "certified", "own"] {
            #expect(await refusal(server, of: id, scope: ["tstapp_data.read"]) == .unauthorizedClient)
        }
    }

    @Test(arguments: [AdminCommand.revokeClient("reader"), .revokeSubject("reader"), .disableClient("reader")])
    func itIsRevokedLikeAnyOther(_ command: AdminCommand) async throws {
        let server = try await TestServer()
        let token = try verified(server, await trial(server))
        _ = try await server.perform(command)
        #expect(server.live.isRevoked(token))
    }

    @Test func itIsRevokedByItsName() async throws {
        let server = try await TestServer()
        let token = try await trial(server)
        _ = try await server.perform(.revokeTokenID(token.tokenID))
        #expect(server.live.isRevoked(try verified(server, token)))
    }
}
