import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

/// Makes client assertions (RFC 7523 §3); a test states only what matters to it.
struct TestAssertion {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    var key: SigningKey
    var type = "JWT"
    var claims: JSONObject

    /// A good one, made a moment ago.
    init(
        client: String = "service",
        jti: String = "jti-1",
        audience: JSONValue = .string(TestServer.issuer),
        now: Int64 = TestServer.now,
        key: SigningKey? = nil
    ) throws {
        self.key = try key ?? TestKeys.signingKey(.es256)
        claims = [
            "iss": .string(client), "sub": .string(client), "aud": audience, "jti": .string(jti),
            "iat": .integer(now), "exp": .integer(now + 60),
        ]
    }

    func text() throws -> String { try key.signToken(payload: claims, type: type) }
}

extension Client {
    /// A client that proves itself with the key of `TestKeys`, or with one that it publishes.
    static func service(
        id: String = "service",
        method: ClientAuthenticationMethod? = .privateKeyJWT,
        keys: [SigningKey]? = nil,
        keysURI: String? = nil,
        secrets: [ClientSecret] = [],
        disabledAt: Int64? = nil
    ) throws -> Client {
        var profile = ClientProfile()
        profile.authenticationMethod = method
        profile.keysURI = keysURI
        if keysURI == nil {
            profile.keys = VerificationKeySet(try (keys ?? [TestKeys.signingKey(.es256)]).map(\.verificationKey)).json
        }
        return .fixture(id: id, secrets: secrets, disabledAt: disabledAt, profile: profile)
    }
}

extension TestServer {
    /// A token request that an assertion authenticates.
    func token(
        assertion: String,
        type: String = TestAssertion.type,
        adding others: [(String, String)] = [],
        authorization: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> TokenResponse {
        let pairs = [
            ("grant_type", "client_credentials"), ("client_assertion", assertion), ("client_assertion_type", type),
        ]
        return try await server.token(
            Parameters((pairs + others).map { (name: $0, value: $1) }),
            authorization: authorization,
            now: now
        )
    }
}
