import GatehouseJOSE
import GatehouseOAuth
import Testing

@Suite("RFC 8707 — resource indicators")
struct ResourceTests {
    @Test func aResourceNarrowsAudienceAndScope() async throws {
        let server = try await TestServer()
        let answer = try await server.token(resource: ["https://api.example.test/tstapp"])
        #expect(answer.scope == "tstapp_data.read tstapp_datamanagement")
        let token = try server.verified(answer.accessToken.withExposedValue { $0 })
        #expect(token.audience == ["https://api.example.test/tstapp"])
    }

    @Test(arguments: ["urn:example:billing", "https://billing.example.test"])
    func audienceAndPublicURLBothStandForTheAudience(_ resource: String) async throws {
        let server = try await TestServer()
        let answer = try await server.token(resource: [resource])
        #expect(answer.scope == "billing_invoices")
        let token = try server.verified(answer.accessToken.withExposedValue { $0 })
        #expect(token.audience == ["urn:example:billing"])
    }

    @Test func severalResourcesAddUp() async throws {
        let server = try await TestServer()
        let answer = try await server.token(resource: ["urn:example:billing", "https://api.example.test/tstapp"])
        #expect(answer.scope == "billing_invoices tstapp_data.read tstapp_datamanagement")
    }

    @Test(arguments: [
        "https://elsewhere.example", "https://api.example.test", "https://api.example.test/tstapp/",
        "HTTPS://api.example.test/tstapp", "nonsense", "https://auth.example.test",
    ])
    func aResourceThatNamesNoAudienceIsAnInvalidTarget(_ resource: String) async throws {
        let server = try await TestServer()
        let error = await refusal { _ = try await server.token(resource: [resource]) }
        #expect(error?.code == .invalidTarget)
    }

    @Test func oneWrongResourceAmongRightOnesIsAnInvalidTarget() async throws {
        let server = try await TestServer()
        let error = await refusal {
            _ = try await server.token(resource: ["urn:example:billing", "urn:example:other"])
        }
        #expect(error?.code == .invalidTarget)
    }

    @Test func aResourceWithoutAnyOfTheScopesIsAnInvalidTarget() async throws {
        let server = try await TestServer()
        let error = await refusal {
            _ = try await server.token(scope: "tstapp_data.read", resource: ["urn:example:billing"])
        }
        #expect(error?.code == .invalidTarget)
    }
}
