import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9126 §2 — the endpoint for pushed requests")
struct PushTests {
    private func push(
        _ server: TestServer,
        _ changes: [(String, String?)] = [],
        proofs: [String] = [],
        address: String? = "192.0.2.1",
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> PushedAuthorization {
        try await server.server.push(
            EndpointRequest(
                parameters: Parameters(Ask.pairs(changes)),
                proofs: proofs,
                path: "/oauth2/par",
                address: address,
                now: now
            )
        )
    }

    private func authorize(_ server: TestServer, _ pushed: PushedAuthorization) async throws -> AuthorizationStep {
        let uri = pushed.requestURI.withExposedValue { $0 }
        let parameters = try Parameters([("client_id", "app"), ("request_uri", uri)])
        return await server.server.authorize(parameters, browser: TestBrowser(server.server).context)
    }

    @Test func whatIsPushedIsAnswered() async throws {
        let server = try await TestServer(clients: [.app()])
        let pushed = try await push(server, [("prompt", "none")])
        #expect(pushed.json()["expires_in"] == 90)
        let uri = try #require(pushed.json()["request_uri"]?.string)
        #expect(uri.hasPrefix("urn:ietf:params:oauth:request_uri:"))
        // 256 random bits.
        #expect(uri.utf8.count == "urn:ietf:params:oauth:request_uri:".utf8.count + 43)
        let step = try await authorize(server, pushed)
        #expect(step.error == "login_required")
        #expect(step.answer?["state"] == Ask.state)
    }

    @Test func aConfidentialClientHasToAuthenticate() async throws {
        let server = try await TestServer(clients: [.app(isPublic: false)])
        #expect(await refusal { _ = try await push(server) }?.code == .invalidClient)
        #expect(await refusal { _ = try await push(server, [("client_secret", "no")]) }?.code == .invalidClient)
        _ = try await push(server, [("client_secret", Client.secretText)])
    }

    @Test func howTheClientAuthenticatedIsNotKept() async throws {
        let server = try await TestServer(clients: [.app(isPublic: false)])
        let pushed = try await push(server, [("client_secret", Client.secretText)])
        let reference = pushed.requestURI.withExposedValue { String($0.dropFirst(34)) }
        let stored = try #require(
            try await server.store.pushedRequest(SecretDigest.of(reference), of: .fixture("app"), at: TestServer.now)
        )
        #expect(try Parameters(form: stored.parameters)["client_secret"] == nil)
        #expect(try Parameters(form: stored.parameters)["state"] == Ask.state)
    }

    /// A request that the authorization endpoint would refuse, too.
    struct Attempt: CustomTestStringConvertible {
        let changes: [(String, String?)]
        let code: OAuthError.Code

        var testDescription: String { changes.map { "\($0.0)=\($0.1 ?? "nothing")" }.joined() }
    }

    static let attempts = [
        Attempt(changes: [("request_uri", "urn:ietf:params:oauth:request_uri:x")], code: .invalidRequest),
        Attempt(changes: [("redirect_uri", "https://evil.test/")], code: .invalidRequest),
        Attempt(changes: [("redirect_uri", nil)], code: .invalidRequest),
        Attempt(changes: [("response_type", "token")], code: .unsupportedResponseType),
        Attempt(changes: [("code_challenge", nil)], code: .invalidRequest),
        Attempt(changes: [("scope", "tstapp_unknown")], code: .invalidScope),
        Attempt(changes: [("resource", "https://unknown.test")], code: .invalidTarget),
        Attempt(changes: [("client_id", "nobody")], code: .invalidClient),
    ]

    @Test(arguments: attempts)
    func itIsCheckedAsIfABrowserHadBroughtIt(_ attempt: Attempt) async throws {
        let server = try await TestServer(clients: [.app()])
        #expect(await refusal { _ = try await push(server, attempt.changes) }?.code == attempt.code)
    }

    @Test func aClientWithoutCodesIsRefused() async throws {
        let server = try await TestServer(clients: [.app(grants: [.deviceCode])])
        #expect(await refusal { _ = try await push(server) }?.code == .unauthorizedClient)
    }

    @Test func aProofBindsTheCodeToItsKey() async throws {
        let server = try await TestServer(clients: [.app()])
        let proof = try TestProof.first()
        func made(_ jti: String) throws -> String { try proof.make(jti: jti, path: "/oauth2/par") }
        let pushed = try await push(server, proofs: [made("1")])
        let reference = pushed.requestURI.withExposedValue { String($0.dropFirst(34)) }
        let stored = try #require(
            try await server.store.pushedRequest(SecretDigest.of(reference), of: .fixture("app"), at: TestServer.now)
        )
        #expect(try Parameters(form: stored.parameters)["dpop_jkt"] == proof.thumbprint)

        _ = try await push(server, [("dpop_jkt", proof.thumbprint)], proofs: [made("2")])
        let other = try TestProof.other().thumbprint
        let mismatch = await refusal {
            _ = try await push(server, [("dpop_jkt", other)], proofs: [made("3")])
        }
        #expect(mismatch?.code == .invalidDPoPProof)
    }

    @Test func strangersAreSlowedDown() async throws {
        let server = try await TestServer(clients: [.app()])
        var refused: OAuthError?
        for _ in 0...600 where refused == nil {
            do {
                _ = try await push(server)
            } catch {
                refused = error
            }
        }
        #expect(refused?.code == .temporarilyUnavailable)
        _ = try await push(server, address: "192.0.2.2")
    }
}
