import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §4.1.3 — a request that is wrong with every code leaves its code alone")
struct CodeKeepingTests {
    private func makeServer(_ client: Client = .app()) async throws -> TestServer {
        let server = try await TestServer(clients: [client])
        try await server.allow()
        return server
    }

    @Test func aMissingVerifier() async throws {
        let server = try await makeServer()
        #expect(await refusal { _ = try await server.redeem(verifier: nil) }?.code == .invalidRequest)
        _ = try await server.redeem()
    }

    @Test func aResourceThatNobodyKnows() async throws {
        let server = try await makeServer()
        #expect(await refusal { _ = try await server.redeem(resource: "urn:unknown") }?.code == .invalidTarget)
        _ = try await server.redeem()
    }

    @Test func aMomentInWhichTheClientGetsNoTokens() async throws {
        let server = try await makeServer(.app(revokedBefore: TestServer.now + 80))
        #expect(await refusal { _ = try await server.redeem() }?.code == .temporarilyUnavailable)
        _ = try await server.redeem(now: TestServer.now + 30)
    }

    @Test func aMissingProof() async throws {
        let server = try await makeServer(.app(profile: .with { $0.requiresProof = true }))
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidDPoPProof)
        _ = try await server.redeem(proofs: [TestProof.first().make()])
    }

    @Test(arguments: ["verifier", "redirect"])
    func butAFailedAttemptAtItBurnsIt(_ wrong: String) async throws {
        let server = try await makeServer()
        let error = await refusal {
            if wrong == "verifier" {
                _ = try await server.redeem(verifier: String(repeating: "a", count: 43))
            } else {
                _ = try await server.redeem(redirectURI: nil)
            }
        }
        #expect(error?.code == .invalidGrant)
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidGrant)
    }
}
