import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §6 — a request that fails does not use up its refresh token")
struct RefreshFailureTests {
    /// Long after the time in which a rotated token is answered once more.
    private let muchLater = TestServer.now + 3_600

    private func first(
        _ client: Client = .app(),
        at now: Int64 = TestServer.now,
        proofs: [String] = []
    ) async throws -> (server: TestServer, answer: TokenResponse) {
        let server = try await TestServer(clients: [client])
        try await server.allow(now: now)
        return (server, try await server.redeem(proofs: proofs, now: now))
    }

    private func isUnused(_ answer: TokenResponse, _ server: TestServer) async throws -> Bool {
        let token = try #require(answer.refreshToken)
        let stored = try await server.store.refreshToken(token.withExposedValue { SecretDigest.of($0) })
        return stored?.isLive ?? false
    }

    @Test(arguments: ["billing_invoices", "unknown"])
    func aScopeBeyondTheGrant(_ scope: String) async throws {
        let (server, answer) = try await first()
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, scope: scope) }
        #expect(error?.code == .invalidScope)
        #expect(try await isUnused(answer, server))
        _ = try await server.refresh(answer.refreshToken, now: muchLater)
    }

    @Test(arguments: ["urn:example:billing", "urn:unknown"])
    func aResourceBeyondTheGrant(_ resource: String) async throws {
        let (server, answer) = try await first()
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, resource: resource) }
        #expect(error?.code == .invalidTarget)
        #expect(try await isUnused(answer, server))
        _ = try await server.refresh(answer.refreshToken, now: muchLater)
    }

    @Test func aTokenThatWouldBeDatedTooFarAhead() async throws {
        let (server, answer) = try await first(.app(revokedBefore: TestServer.now + 100), at: TestServer.now + 200)
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, now: TestServer.now + 30) }
        #expect(error?.code == .temporarilyUnavailable)
        #expect(try await isUnused(answer, server))
        _ = try await server.refresh(answer.refreshToken, now: muchLater)
    }

    @Test func aKeyThatIsNotThere() async throws {
        let (server, answer) = try await first()
        let strange = Client.app(profile: .with { $0.idTokenAlgorithm = "PS512" })
        _ = try await server.store.update(strange, audit: .fixture())
        let error = await refusal { _ = try await server.refresh(answer.refreshToken) }
        #expect(error?.code == .serverError)
        #expect(try await isUnused(answer, server))
        _ = try await server.store.update(.app(), audit: .fixture())
        _ = try await server.refresh(answer.refreshToken, now: muchLater)
    }

    @Test func aProofThatWasUsedBefore() async throws {
        let proof = try TestProof.first()
        let (server, answer) = try await first(proofs: [proof.make(jti: "1")])
        let error = await refusal {
            _ = try await server.refresh(answer.refreshToken, proofs: [proof.make(jti: "1")])
        }
        #expect(error?.code == .invalidDPoPProof)
        #expect(try await isUnused(answer, server))
        _ = try await server.refresh(answer.refreshToken, proofs: [proof.make(jti: "2")])
    }

    @Test func aReplayIsNoticedWhateverElseIsWrong() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken)
        let error = await refusal {
            _ = try await server.refresh(answer.refreshToken, scope: "unknown", now: TestServer.now + 31)
        }
        #expect(error?.code == .invalidGrant)
        #expect(try !server.isLive(second))
        #expect(try await server.accountEvents() == [.refreshReplayed])
    }

    @Test func withinTheGraceAFailureChangesNothingEither() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken)
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, scope: "unknown") }
        #expect(error?.code == .invalidScope)
        #expect(try await isUnused(second, server))
        let again = try await server.refresh(answer.refreshToken)
        #expect(again.refreshToken == second.refreshToken)
    }
}
