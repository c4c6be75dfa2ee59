import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9449 — tokens bound to a key")
struct ProofBindingTests {
    private func makeServer(
        _ clients: [Client] = [.app()],
        settings: PeopleConfiguration = PeopleConfiguration()
    ) async throws -> TestServer {
        try await TestServer(clients: clients, settings: settings)
    }

    private func clientCredentials(
        _ server: TestServer,
        proofs: [String]
    ) async throws(OAuthError) -> TokenResponse {
        let parameters = [("grant_type", "client_credentials")] as [(String, String?)]
        return try await server.ask(parameters, client: "reader", secret: Client.secretText, proofs: proofs)
    }

    @Test func aProofBindsEveryGrantsToken() async throws {
        let server = try await makeServer([.app(), .reader()])
        let proof = try TestProof.first()
        let own = try await clientCredentials(server, proofs: [proof.make(jti: "1")])
        try await server.allow()
        let first = try await server.redeem(proofs: [proof.make(jti: "2")])
        let second = try await server.refresh(first.refreshToken, proofs: [proof.make(jti: "3")])
        for answer in [own, first, second] {
            #expect(answer.tokenType == "DPoP")
            let token = try server.verified(answer)
            #expect(token.claims["cnf"] == ["jkt": .string(proof.thumbprint)])
            #expect(token.binding == .key(thumbprint: proof.thumbprint))
        }
    }

    @Test func withoutAProofThereIsNoBinding() async throws {
        let server = try await makeServer()
        try await server.allow()
        let answer = try await server.redeem()
        #expect(answer.tokenType == "bearer")
        #expect(try server.verified(answer).claims["cnf"] == nil)
    }

    /// Whose refresh token is bound: key at the code, key at the refresh, and whether that is accepted.
    @Test(
        arguments: [
            (true, "first", "first", true), (true, "first", "other", false), (true, "first", nil, false),
            (true, nil, "first", true), (true, nil, nil, true),
            (false, "first", "first", true), (false, "first", "other", true), (false, "first", nil, true),
        ] as [(Bool, String?, String?, Bool)]
    )
    func aPublicClientsRefreshTokenIsBoundToItsKey(
        _ isPublic: Bool,
        _ atCode: String?,
        _ atRefresh: String?,
        _ isAccepted: Bool
    ) async throws {
        func proofs(_ name: String?, _ jti: String) throws -> [String] {
            guard let name else { return [] }
            return [try (name == "first" ? TestProof.first() : TestProof.other()).make(jti: jti)]
        }
        let secret = isPublic ? nil : Client.secretText
        let server = try await makeServer([.app(isPublic: isPublic)])
        try await server.allow()
        let first = try await server.redeem(secret: secret, proofs: proofs(atCode, "1"))
        let sent = try proofs(atRefresh, "2")
        guard isAccepted else {
            let error = await refusal {
                _ = try await server.refresh(first.refreshToken, secret: secret, proofs: sent)
            }
            #expect(error?.code == .invalidGrant)
            #expect(try server.isLive(first))
            return
        }
        _ = try await server.refresh(first.refreshToken, secret: secret, proofs: sent)
    }

    @Test(arguments: [("first", true), ("other", false), (nil, false)] as [(String?, Bool)])
    func aCodeMayBeBoundToAKey(_ name: String?, _ isAccepted: Bool) async throws {
        let server = try await makeServer()
        try await server.allow(keyThumbprint: try TestProof.first().thumbprint)
        let proof = try name.map { try ($0 == "first" ? TestProof.first() : TestProof.other()).make() }
        let answer = try? await server.redeem(proofs: [proof].compactMap(\.self))
        #expect((answer != nil) == isAccepted)
    }

    @Test func aProofIsGoodForOneRequest() async throws {
        let server = try await makeServer([.reader()])
        let proof = try TestProof.first().make()
        _ = try await clientCredentials(server, proofs: [proof])
        let error = await refusal { _ = try await clientCredentials(server, proofs: [proof]) }
        #expect(error?.code == .invalidDPoPProof)
    }

    @Test func aWrongProofDoesNotBurnTheCode() async throws {
        let server = try await makeServer()
        try await server.allow()
        let error = await refusal { _ = try await server.redeem(proofs: ["x"]) }
        #expect(error?.code == .invalidDPoPProof)
        _ = try await server.redeem()
    }

    @Test func wrongProofsAreRefused() async throws {
        let server = try await makeServer([.reader()])
        let proof = try TestProof.first()
        let wrong: [[String]] = [
            ["x"], [""],
            try [proof.make(jti: "a"), proof.make(jti: "b")],
            try [proof.make(method: "GET")],
            try [proof.make(path: "/oauth2/introspect")],
            try [proof.make(at: TestServer.now - 61)],
            try [proof.make(at: TestServer.now + 61)],
            try [proof.make().dropLast() + "!"],
        ]
        for proofs in wrong {
            let error = await refusal { _ = try await clientCredentials(server, proofs: proofs) }
            #expect(error?.code == .invalidDPoPProof)
        }
    }

    @Test func aClientMayBeHeldToProofs() async throws {
        let server = try await makeServer([.app(profile: .with { $0.requiresProof = true })])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidDPoPProof)
        #expect(try await server.redeem(proofs: [TestProof.first().make()]).tokenType == "DPoP")
    }

    @Test func whereNoncesAreRequiredOneIsHandedOut() async throws {
        var settings = PeopleConfiguration()
        settings.requiresProofNonces = true
        let server = try await makeServer(settings: settings)
        try await server.allow()
        let proof = try TestProof.first()
        for nonce in [nil, "x", DPoPNonce(key: .fixture(1)).current(now: TestServer.now)] {
            let sent = try proof.make(jti: "1", nonce: nonce)
            let error = await refusal { _ = try await server.redeem(proofs: [sent]) }
            #expect(error?.code == .useDPoPNonce)
            #expect(error?.dpopNonce == DPoPNonce(key: .fixture()).current(now: TestServer.now))
        }
        let nonce = DPoPNonce(key: .fixture()).current(now: TestServer.now)
        let answer = try await server.redeem(proofs: [proof.make(jti: "1", nonce: nonce)])
        #expect(answer.tokenType == "DPoP")
        #expect(answer.dpopNonce == nonce)
    }

    @Test func withoutRequiredNoncesNoneIsHandedOut() async throws {
        let server = try await makeServer()
        try await server.allow()
        #expect(try await server.redeem(proofs: [TestProof.first().make()]).dpopNonce == nil)
    }
}
