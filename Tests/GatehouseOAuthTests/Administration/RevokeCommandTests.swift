import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Revoking as an administrator")
struct RevokeCommandTests {
    private func refusal(_ answer: AdminAnswer) -> AdminRefusal? {
        if case .refused(let refusal) = answer { refusal } else { nil }
    }

    @Test func aWholeTokenIsRevokedUntilItExpires() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let token = try server.verified(text)
        guard case .revoked(let summary) = try await server.perform(.revokeToken(text)) else {
            Issue.record("not revoked")
            return
        }
        #expect(summary.kind == .token)
        #expect(summary.name == token.tokenID)
        #expect(summary.expiresAt == TestServer.now + 3660)
        #expect(server.live.isRevoked(token))
        #expect(try await server.store.revocations(at: 0).map(\.owner) == [.client("reader")])
        #expect(try await server.audit().last?.kind == .tokenRevoked(token: token.tokenID, client: "reader"))
    }

    @Test func aTokenIDAGrantAClientAndASubjectReachTheToken() async throws {
        for name in ["jti", "grant", "client", "subject"] {
            let server = try await TestServer()
            let token = try server.verified(try await server.accessToken())
            let command: AdminCommand =
                switch name {
                case "jti": .revokeTokenID(token.tokenID)
                case "grant": .revokeGrant(try #require(token.grantID))
                case "client": .revokeClient(token.clientID)
                default: .revokeSubject(token.subject)
                }
            guard case .revoked(let summary) = try await server.perform(command) else {
                Issue.record("\(name) not revoked")
                continue
            }
            #expect(server.live.isRevoked(token))
            #expect(summary.expiresAt == TestServer.now + 3660)
            #expect(summary.revokedBefore == (name == "jti" ? nil : TestServer.now))
            #expect(try await server.store.revocations(at: TestServer.now).count == 1)
        }
    }

    @Test(arguments: [AdminCommand.revokeClient("reader"), .revokeSubject("reader")])
    func aClientsNextTokenComesAfterTheRevocationOfItsTokens(_ command: AdminCommand) async throws {
        let server = try await TestServer()
        _ = try await server.perform(command)
        let token = try server.verified(try await server.accessToken())
        #expect(token.issuedAt == TestServer.now + 1)
        #expect(!server.live.isRevoked(token))
    }

    @Test func revokingTheTokensOfADisabledClientDoesNotOpenTheDoor() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken(now: TestServer.now + 50))
        _ = try await server.perform(.disableClient("reader"))
        _ = try await server.perform(.revokeClient("reader"), now: TestServer.now + 10)
        #expect(server.live.isRevoked(token))
        #expect(try await server.store.revocations(at: 0).map(\.expiresAt) == [nil])
    }

    @Test(arguments: ["nobody", "6b1f0a3e-2f57-4d7c-9f0e-0d4f3a1c2b5d", "a:b"])
    func aSubjectThatIsNoClientMovesNone(_ subject: String) async throws {
        let server = try await TestServer()
        _ = try await server.perform(.revokeSubject(subject))
        #expect(try server.verified(try await server.accessToken()).issuedAt == TestServer.now)
    }

    @Test func aForeignTokenIsRefused() async throws {
        let server = try await TestServer()
        let claims = try server.verified(try await server.accessToken()).claims
        let forged = try TestKeys.otherSigningKey().signToken(payload: claims, type: "at+jwt")
        #expect(refusal(try await server.perform(.revokeToken(forged)))?.code == .invalidToken)
        #expect(refusal(try await server.perform(.revokeToken("nonsense")))?.code == .invalidToken)
    }

    @Test func anExpiredTokenIsRefused() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let answer = try await server.perform(.revokeToken(text), now: TestServer.now + 4_000)
        #expect(refusal(answer)?.code == .invalidToken)
    }

    @Test func aMixUpOfNamesIsRefusedWithHelp() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let tokenID = try server.verified(text).tokenID
        #expect(refusal(try await server.perform(.revokeTokenID(text)))?.code == .invalidTokenID)
        #expect(refusal(try await server.perform(.revokeGrant(tokenID)))?.code == .invalidGrant)
        #expect(refusal(try await server.perform(.revokeTokenID("")))?.code == .invalidTokenID)
        #expect(refusal(try await server.perform(.revokeSubject("a\nb")))?.code == .invalidSubject)
        #expect(try await server.store.revocations(at: 0).isEmpty)
    }
}

@Suite("Inspecting tokens")
struct InspectTokenTests {
    private func inspect(
        _ server: TestServer,
        _ token: String,
        now: Int64 = TestServer.now
    ) async throws -> TokenInspection {
        guard case .inspection(let inspection) = try await server.perform(.inspectToken(token), now: now) else {
            throw AdminRefusal(.invalidToken, "not inspected")
        }
        return inspection
    }

    @Test func aGoodTokenIsShownAsValid() async throws {
        let server = try await TestServer()
        let inspection = try await inspect(server, try await server.accessToken())
        #expect(inspection.isValid)
        #expect(inspection.reason == nil)
        #expect(inspection.remaining == 3600)
        #expect(inspection.header?.object["alg"] == "ES256")
        #expect(inspection.claims?.object["client_id"] == "reader")
    }

    @Test func anExpiredTokenIsShownWithItsClaims() async throws {
        let server = try await TestServer()
        let inspection = try await inspect(server, try await server.accessToken(), now: TestServer.now + 4_000)
        #expect(!inspection.isValid)
        #expect(inspection.reason == "expired")
        #expect(inspection.remaining == -400)
        #expect(inspection.claims?.object["client_id"] == "reader")
    }

    @Test func aForgedTokenIsShownAsForged() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let inspection = try await inspect(server, text.dropLast(4) + "AAAA")
        #expect(!inspection.isValid)
        #expect(inspection.reason == "bad_signature")
        #expect(inspection.claims?.object["client_id"] == "reader")
    }

    @Test(arguments: ["", "x", "a.b.c", "a.b.c.d", "e30.e30.", "e30.e30.e30", "\u{1F512}"])
    func whatIsNoTokenIsShownAsInvalid(_ text: String) async throws {
        let server = try await TestServer()
        #expect(try await !inspect(server, text).isValid)
    }

    @Test func theRevocationThatRefusesItIsNamed() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        _ = try await server.perform(.revokeSubject("reader"))
        let inspection = try await inspect(server, text)
        #expect(!inspection.isValid)
        #expect(inspection.reason == "revoked")
        #expect(inspection.revokedBy == .subject)
    }

    @Test func anExpiryBeyondAllBoundsDoesNotTrap() async throws {
        let server = try await TestServer()
        let token = "e30." + Base64URL.encode(Array(#"{"exp":-9223372036854775808}"#.utf8)) + ".AAAA"
        #expect(try await inspect(server, token).remaining == nil)
    }
}
