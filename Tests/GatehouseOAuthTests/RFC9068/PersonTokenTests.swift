import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9068 — access tokens of people")
struct PersonTokenTests {
    private func token(
        _ client: Client = .app(),
        user: User = .ada,
        scope: [String] = ["openid", "tstapp_data.read", "billing_invoices"],
        context: AuthenticationContext = .aal2
    ) async throws -> VerifiedToken {
        let server = try await TestServer(clients: [client], users: [user])
        try await server.allow(scope: scope, context: context)
        return try server.verified(try await server.redeem())
    }

    @Test func itSaysWhoSignedInWhenAndHow() async throws {
        let token = try await token()
        #expect(
            token.claims.members.map(\.name) == [
                "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "scp", "auth_time", "acr", "amr",
                "sid", "department", "site",
            ]
        )
        #expect(token.subject == User.ada.id.value)
        #expect(token.clientID == "app")
        #expect(token.grantID == TestServer.grantID)
        #expect(token.claims["auth_time"] == .integer(TestServer.now - 5))
        #expect(token.claims["acr"] == "aal2")
        #expect(token.claims["amr"] == ["pwd", "otp", "mfa"])
        #expect(token.claims["sid"] == "session")
    }

    @Test func theAudienceIsEveryApplicationAndTheIssuer() async throws {
        #expect(
            try await token().audience
                == ["https://api.example.test/tstapp", "https://auth.example.test", "urn:example:billing"]
        )
        #expect(try await token(scope: ["openid"]).audience == ["https://auth.example.test"])
        #expect(try await token(scope: ["billing_invoices"]).audience == ["urn:example:billing"])
    }

    @Test func attributesAreForTheApplicationsThatAskForThem() async throws {
        let token = try await token()
        #expect(token.claims["department"] == "finance")
        #expect(token.claims["site"] == ["Bonn", "Kiel"])
        let other = try await self.token(scope: ["billing_invoices"])
        #expect(other.claims["department"] == nil)
    }

    @Test func anAttributePassesForNoClaimOfOurs() async throws {
        #expect(try await token().claims["sub"] == .string(User.ada.id.value))
    }

    @Test func anAssignedScopeNeedsAnAdministrator() async throws {
        let scope = ["tstapp_data.read", "tstapp_data.write"]
        #expect(try await token(scope: scope).scopes == ["tstapp_data.read"])
        let ada = User.fixture("ada", assignedScopes: ["tstapp_data.write"])
        #expect(try await token(user: ada, scope: scope).scopes == scope)
    }

    @Test func theTokensOfOneGrantHaveDifferentNames() async throws {
        let server = try await TestServer(clients: [.app()], entropy: SystemEntropy())
        try await server.allow()
        let first = try await server.redeem()
        let second = try await server.refresh(first.refreshToken)
        #expect(try server.verified(first).tokenID != server.verified(second).tokenID)
        #expect(try server.verified(second).grantID == TestServer.grantID)
    }

    @Test(arguments: [(Int64(60), Int64(60)), (1_000_000, 3_600), (0, 1), (-5, 1)])
    func aClientMayHaveItsOwnLifetimeUpToTheLongest(_ own: Int64, _ lifetime: Int64) async throws {
        let token = try await token(.app(profile: .with { $0.accessTokenSeconds = own }))
        #expect(token.expiresAt == TestServer.now + lifetime)
    }
}
