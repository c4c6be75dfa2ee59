import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect Core §2 — ID tokens")
struct IDTokenTests {
    private struct Parts {
        let header: JSONObject
        let claims: JSONObject
    }

    private func parts(_ token: Secret<String>?) throws -> Parts {
        let text = try #require(token).withExposedValue { $0 }
        let parts = text.split(separator: ".").map(String.init)
        let header = try #require(Base64URL.decode(parts[0]))
        let payload = try #require(Base64URL.decode(parts[1]))
        return Parts(header: try JSONParser.parseObject(header.span), claims: try JSONParser.parseObject(payload.span))
    }

    private func redeem(
        _ client: Client = .app(),
        scope: [String] = ["openid", "profile", "email", "tstapp_data.read"],
        nonce: String? = "n-0S6_WzA2Mj",
        requestedClaims: String? = nil
    ) async throws -> (server: TestServer, answer: TokenResponse, token: Parts) {
        let server = try await TestServer(clients: [client])
        try await server.allow(scope: scope, nonce: nonce, requestedClaims: requestedClaims)
        let answer = try await server.redeem()
        return (server, answer, try parts(answer.idToken))
    }

    @Test func itSaysWhoSignedInWhenAndHow() async throws {
        let (server, answer, token) = try await redeem()
        #expect(token.header["typ"] == "JWT")
        #expect(token.header["alg"] == "ES256")
        #expect(token.header["kid"] == .string(server.keys.snapshot.current.keyID))
        #expect(
            token.claims.members.map(\.name)
                == ["iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "auth_time", "acr", "amr", "sid"]
        )
        #expect(token.claims["iss"] == "https://auth.example.test")
        #expect(token.claims["sub"] == .string(User.ada.id.value))
        #expect(token.claims["aud"] == "app")
        #expect(token.claims["exp"] == .integer(TestServer.now + 3600))
        #expect(token.claims["iat"] == .integer(TestServer.now))
        #expect(token.claims["nonce"] == "n-0S6_WzA2Mj")
        #expect(token.claims["auth_time"] == .integer(TestServer.now - 5))
        let access = answer.accessToken.withExposedValue { $0 }
        #expect(token.claims["at_hash"] == .string(TokenHash.half(of: access, algorithm: .es256)))
    }

    /// The access token and its hash in the example of OpenID Connect Core §A.3.
    @Test func theHashIsThatOfTheSpecificationsExample() {
        let access = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
        #expect(TokenHash.half(of: access, algorithm: .rs256) == "77QmUPtjPfzWtF2AnpK9RQ")
    }

    @Test func aRequestWithoutNonceGetsNone() async throws {
        #expect(try await redeem(nonce: nil).token.claims["nonce"] == nil)
    }

    @Test func atARefreshTheSignInIsTheSameButTheNonceIsGone() async throws {
        let (server, answer, first) = try await redeem(scope: ["openid", "offline_access"])
        let second = try parts(try await server.refresh(answer.refreshToken, now: TestServer.now + 100).idToken)
        // OpenID Connect Core §12.2
        for name in ["iss", "sub", "aud", "auth_time", "sid"] {
            #expect(second.claims[name] == first.claims[name])
        }
        #expect(second.claims["nonce"] == nil)
        #expect(second.claims["iat"] == .integer(TestServer.now + 100))
    }

    @Test func claimsAboutThePersonAreOnlyThereIfTheyWereAskedForThere() async throws {
        let plain = try await redeem().token.claims
        #expect(plain["name"] == nil && plain["email"] == nil)
        let asked = #"{"id_token":{"name":null,"email":{"essential":true}},"userinfo":{"preferred_username":null}}"#
        let claims = try await redeem(requestedClaims: asked).token.claims
        #expect(claims["name"] == "Ada Lovelace")
        #expect(claims["email"] == "ada@example.test")
        #expect(claims["preferred_username"] == nil)
    }

    @Test func aClaimWithoutItsScopeWasNotConsentedTo() async throws {
        let asked = #"{"id_token":{"name":null,"email":null,"department":null,"sub":{"value":"eve"},"iss":null}}"#
        let claims = try await redeem(scope: ["openid", "profile"], requestedClaims: asked).token.claims
        #expect(claims["name"] == "Ada Lovelace")
        #expect(claims["email"] == nil)
        #expect(claims["department"] == nil)
        #expect(claims["sub"] == .string(User.ada.id.value))
    }

    @Test(arguments: ["", "x", "[]", "{}", #"{"id_token":null}"#, #"{"id_token":[]}"#, #"{"id_token":{"name":null}"#])
    func whatCannotBeReadAsksForNothing(_ text: String) {
        #expect(RequestedClaims(text) == .none)
    }

    @Test func theClientsAlgorithmSigns() async throws {
        let server = try await TestServer(clients: [.app(profile: .with { $0.idTokenAlgorithm = "RS256" })])
        let current = server.keys.snapshot.current
        let other = try TestKeys.signingKey(.rs256)
        server.keys.replace(
            with: KeyRing.Snapshot(
                current: current,
                others: [other],
                published: VerificationKeySet([current.verificationKey, other.verificationKey])
            )
        )
        try await server.allow()
        let answer = try await server.redeem()
        #expect(try parts(answer.idToken).header["alg"] == "RS256")
        #expect(try parts(answer.idToken).header["kid"] == .string(other.keyID))
        #expect(try parts(answer.accessToken).header["alg"] == "ES256")
    }

    @Test(arguments: ["RS256", "none", "HS256"])
    func withoutAKeyOfThatAlgorithmNothingIsIssued(_ algorithm: String) async throws {
        let server = try await TestServer(clients: [.app(profile: .with { $0.idTokenAlgorithm = algorithm })])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem() }?.code == .serverError)
    }

    @Test func itIsNoAccessToken() async throws {
        let (server, answer, _) = try await redeem()
        let text = try #require(answer.idToken).withExposedValue { $0 }
        #expect(throws: TokenRejection.self) { try server.verified(text) }
    }
}
