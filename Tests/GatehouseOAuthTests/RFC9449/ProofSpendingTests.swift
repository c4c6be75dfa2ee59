import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9449 §11.1 — only who has shown something good takes room for a proof")
struct ProofSpendingTests {
    private let userCode = "WDJBMJHT"
    private let scope = ["openid", "offline_access", "tstapp_data.read"]

    private func makeServer() async throws -> TestServer {
        try await TestServer(clients: [.app(), .app(id: "backend", isPublic: false)])
    }

    private func push(
        _ server: TestServer,
        _ changes: [(String, String?)] = [],
        proofs: [String]
    ) async throws(OAuthError) {
        let parameters = try Parameters(Ask.pairs(changes))
        let request = EndpointRequest(
            parameters: parameters,
            proofs: proofs,
            path: "/oauth2/par",
            now: TestServer.now
        )
        _ = try await server.server.push(request)
    }

    /// A proof that was remembered would not be taken a second time.
    @Test func withoutAGoodGrantNothingIsRemembered() async throws {
        let server = try await makeServer()
        try await server.allow()
        try await server.allow(code: "burnt", grantID: "burnt")
        let proof = [try TestProof.first().make()]
        let refusals = [
            await refusal { _ = try await server.redeem("unknown", proofs: proof) },
            await refusal { _ = try await server.redeem("burnt", redirectURI: nil, proofs: proof) },
            await refusal { _ = try await server.redeem("burnt", proofs: proof) },
            await refusal { _ = try await server.redeem(verifier: nil, proofs: proof) },
            await refusal { _ = try await server.redeem(resource: "urn:unknown", proofs: proof) },
            await refusal { _ = try await server.refresh(Secret("unknown"), proofs: proof) },
            await refusal { _ = try await server.refresh(Secret("unknown"), scope: "x", proofs: proof) },
            await refusal { _ = try await server.redeem(client: "backend", secret: "wrong", proofs: proof) },
            await refusal {
                _ = try await server.ask(
                    [("grant_type", GrantType.deviceCode.rawValue), ("device_code", "unknown")],
                    proofs: proof
                )
            },
            await refusal {
                _ = try await server.ask(
                    [
                        ("grant_type", GrantType.tokenExchange.rawValue), ("subject_token", "x"),
                        ("subject_token_type", TokenExchangeRequest.accessTokenType),
                    ],
                    client: "backend",
                    secret: Client.secretText,
                    proofs: proof
                )
            },
        ]
        #expect(refusals.allSatisfy { $0 != nil && $0?.code != .invalidDPoPProof })
        #expect(try await server.redeem(proofs: proof).tokenType == "DPoP")
        #expect(await refusal { _ = try await server.redeem(proofs: proof) }?.code == .invalidDPoPProof)
    }

    @Test func aGrantThatWasTakenBackIsNotGood() async throws {
        let server = try await makeServer()
        try await server.allow()
        try await server.allow(code: "other", grantID: "other")
        let bound = try await server.redeem("other", proofs: [TestProof.first().make(jti: "1")])
        let proof = [try TestProof.first().make()]
        _ = await refusal { _ = try await server.redeem("other") }
        #expect(await refusal { _ = try await server.refresh(bound.refreshToken, proofs: proof) } != nil)
        _ = try await server.redeem(proofs: proof)
    }

    @Test func aDeviceThatWaitsMayAskWithTheSameProof() async throws {
        let server = try await makeServer()
        let device = DeviceAuthorization.fixture(
            clientID: .fixture("app"),
            scope: scope,
            createdAt: TestServer.now,
            expiresAt: TestServer.now + 600
        )
        #expect(try await server.store.begin(device))
        let proof = [try TestProof.first().make(at: TestServer.now)]
        func poll(after seconds: Int64, resource: String? = nil) async throws(OAuthError) -> TokenResponse {
            try await server.ask(
                [("grant_type", GrantType.deviceCode.rawValue), ("device_code", "device"), ("resource", resource)],
                proofs: proof,
                now: TestServer.now + seconds
            )
        }
        #expect(await refusal { _ = try await poll(after: 5) }?.code == .authorizationPending)
        let grant = Grant.fixture(
            clientID: .fixture("app"),
            scope: scope,
            createdAt: TestServer.now,
            expiresAt: TestServer.now + 600
        )
        _ = try await server.store.decide(userCode, grant: grant, consent: nil, at: TestServer.now, audit: [])
        #expect(await refusal { _ = try await poll(after: 10, resource: "urn:unknown") }?.code == .invalidTarget)
        #expect(try await poll(after: 15).tokenType == "DPoP")
        #expect(await refusal { _ = try await poll(after: 20) }?.code == .invalidDPoPProof)
    }

    @Test func ofManyRequestsWithOneProofOneIsAnswered() async throws {
        let server = try await makeServer()
        var tokens: [Secret<String>?] = []
        for number in 0..<20 {
            try await server.allow(code: "refresh-\(number)", grantID: "refresh-\(number)")
            tokens.append(try await server.redeem("refresh-\(number)").refreshToken)
        }
        let proof = [try TestProof.first().make()]
        let answers = await withTaskGroup(of: TokenResponse?.self) { group in
            for token in tokens {
                group.addTask { try? await server.refresh(token, proofs: proof) }
            }
            return await group.reduce(into: [TokenResponse]()) { answers, answer in
                if let answer { answers.append(answer) }
            }
        }
        #expect(answers.count == 1)
        var live = 0
        for token in tokens {
            let digest = try #require(token).withExposedValue { SecretDigest.of($0) }
            if try await server.store.refreshToken(digest)?.isLive == true { live += 1 }
        }
        #expect(live == 19)
    }

    @Test func userInfoRemembersOnlyWhatComesWithAGoodToken() async throws {
        let server = try await makeServer()
        try await server.allow()
        let key = try TestProof.first()
        let answer = try await server.redeem(proofs: [key.make(jti: "code")])
        let text = answer.accessToken.withExposedValue { $0 }
        let proof = [try key.make(method: "GET", path: "/userinfo", accessToken: text)]
        let expired = TestServer.now + 3_700
        let late = [try key.make(method: "GET", path: "/userinfo", accessToken: text, at: expired)]
        #expect(await refusal { _ = try await server.userInfo("DPoP " + text, proofs: late, now: expired) } != nil)
        #expect(await refusal { _ = try await server.userInfo("DPoP x", proofs: proof) }?.code == .invalidToken)
        _ = try await server.userInfo("DPoP " + text, proofs: proof)
        let replay = await refusal { _ = try await server.userInfo("DPoP " + text, proofs: proof) }
        #expect(replay?.code == .invalidDPoPProof)
    }

    @Test func aPushedRequestIsRememberedForAClientThatProvedItself() async throws {
        let server = try await makeServer()
        let open = [try TestProof.first().make(jti: "open", path: "/oauth2/par")]
        for _ in 0..<2 { try await push(server, proofs: open) }
        let own: [(String, String?)] = [("client_id", "backend"), ("client_secret", Client.secretText)]
        let proof = [try TestProof.first().make(jti: "own", path: "/oauth2/par")]
        try await push(server, own, proofs: proof)
        #expect(await refusal { try await push(server, own, proofs: proof) }?.code == .invalidDPoPProof)
    }
}
