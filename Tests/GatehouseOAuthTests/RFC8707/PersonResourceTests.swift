import GatehouseJOSE
import GatehouseOAuth
import Testing

@Suite("RFC 8707 — resource indicators of people's grants")
struct PersonResourceTests {
    private func redeem(granted: [String], asked: String?) async throws -> VerifiedToken {
        let server = try await TestServer(clients: [.app()])
        try await server.allow(scope: ["openid", "tstapp_data.read", "billing_invoices"], resources: granted)
        return try server.verified(try await server.redeem(resource: asked))
    }

    @Test func whatTheAuthorizationRequestNamedRestrictsEveryToken() async throws {
        let token = try await redeem(granted: ["https://billing.example.test"], asked: nil)
        #expect(token.audience == ["https://auth.example.test", "urn:example:billing"])
        #expect(token.scopes == ["billing_invoices", "openid"])
    }

    @Test func aTokenRequestNarrowsFurther() async throws {
        let both = ["urn:example:billing", "https://api.example.test/tstapp"]
        let token = try await redeem(granted: both, asked: "https://api.example.test/tstapp")
        #expect(token.scopes == ["openid", "tstapp_data.read"])
    }

    @Test func aTokenRequestDoesNotWiden() async throws {
        let error = await refusal {
            _ = try await redeem(granted: ["urn:example:billing"], asked: "https://api.example.test/tstapp")
        }
        #expect(error?.code == .invalidTarget)
    }

    @Test func aGrantedResourceThatIsGoneLeavesNothingOfIt() async throws {
        let token = try await redeem(granted: ["urn:example:gone"], asked: nil)
        #expect(token.scopes == ["openid"])
        #expect(token.audience == ["https://auth.example.test"])
    }
}
