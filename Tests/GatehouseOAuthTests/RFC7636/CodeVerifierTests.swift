import GatehouseOAuth
import Testing

@Suite("RFC 7636 — PKCE")
struct CodeVerifierTests {
    @Test func theExampleOfAppendixBIsCorrect() {
        #expect(CodeVerifier.challenge(of: TestServer.verifier) == TestServer.challenge)
        #expect(CodeVerifier.isCorrect(TestServer.verifier, for: TestServer.challenge))
    }

    @Test(
        arguments: [
            nil, "", "short",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl",  // one letter
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk=",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",  // the challenge itself: plain is not supported
        ] as [String?]
    )
    func nothingElseIsCorrect(_ verifier: String?) {
        #expect(!CodeVerifier.isCorrect(verifier, for: TestServer.challenge))
    }

    @Test(arguments: [42, 129])
    func aVerifierOfAnotherLengthIsRefusedThoughItsHashFits(_ length: Int) {
        let verifier = String(repeating: "a", count: length)
        #expect(!CodeVerifier.isCorrect(verifier, for: CodeVerifier.challenge(of: verifier)))
    }

    @Test(arguments: [43, 128])
    func theShortestAndTheLongestAreCorrect(_ length: Int) {
        let verifier = String(repeating: "~", count: length)
        #expect(CodeVerifier.isCorrect(verifier, for: CodeVerifier.challenge(of: verifier)))
    }

    @Test(arguments: [" ", "+", "/", "=", "é", "\0"])
    func aVerifierWithAnotherCharacterIsRefusedThoughItsHashFits(_ character: String) {
        let verifier = String(repeating: "a", count: 50) + character
        #expect(!CodeVerifier.isCorrect(verifier, for: CodeVerifier.challenge(of: verifier)))
    }

    @Test(arguments: ["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", "x"])
    func aCodeWithAWrongVerifierIsBurned(_ verifier: String) async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        let error = await refusal { _ = try await server.redeem(verifier: verifier) }
        #expect(error?.code == .invalidGrant)
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidGrant)
    }
}
