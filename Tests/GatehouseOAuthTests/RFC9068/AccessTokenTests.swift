import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9068 — access tokens")
struct AccessTokenTests {
    private func parts(_ token: String) throws -> (header: String, claims: JSONObject, claimNames: [String]) {
        let parts = token.split(separator: ".").map(String.init)
        let header = try #require(Base64URL.decode(parts[0]))
        let payload = try #require(Base64URL.decode(parts[1]))
        let claims = try JSONParser.parseObject(payload.span)
        return (String(decoding: header, as: UTF8.self), claims, claims.members.map(\.name))
    }

    @Test func headerAndClaimsAreThoseOfTheContract() async throws {
        let server = try await TestServer()
        let token = try await server.accessToken(scope: "tstapp_data.read billing_invoices")
        let (header, claims, names) = try parts(token)
        #expect(header == #"{"typ":"at+jwt","alg":"ES256","kid":"\#(server.keys.snapshot.current.keyID)"}"#)
        #expect(names == ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "scp"])
        #expect(claims["iss"] == "https://auth.example.test")
        #expect(claims["sub"] == "reader")
        #expect(claims["client_id"] == "reader")
        #expect(claims["aud"] == ["https://api.example.test/tstapp", "urn:example:billing"])
        #expect(claims["iat"] == .integer(TestServer.now))
        #expect(claims["nbf"] == .integer(TestServer.now))
        #expect(claims["exp"] == .integer(TestServer.now + 3600))
        #expect(claims["scope"] == "billing_invoices tstapp_data.read")
        #expect(claims["scp"] == ["billing_invoices", "tstapp_data.read"])
    }

    @Test func oneAudienceIsAnArrayToo() async throws {
        let server = try await TestServer()
        let (_, claims, _) = try parts(try await server.accessToken(scope: "tstapp_data.read"))
        #expect(claims["aud"] == ["https://api.example.test/tstapp"])
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func everyAlgorithmSignsWhatThePublishedKeysVerify(_ algorithm: SigningAlgorithm) async throws {
        let server = try await TestServer(algorithm: algorithm)
        let token = try server.verified(try await server.accessToken())
        #expect(token.algorithm == algorithm)
        try token.check(now: TestServer.now, audience: "urn:example:billing")
    }

    @Test func theTokenIDIsAGrantAndARandomPart() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken())
        let parts = token.tokenID.split(separator: ".").map { String($0) }
        #expect(parts.count == 2)
        #expect(parts.allSatisfy { Base64URL.decode($0)?.count == 16 })
        #expect(token.grantID == parts.first)
    }

    @Test func tokenIDsDoNotRepeat() async throws {
        let server = try await TestServer(entropy: SystemEntropy())
        var seen: Set<String> = []
        for _ in 0..<100 {
            seen.insert(try server.verified(try await server.accessToken()).tokenID)
        }
        #expect(seen.count == 100)
    }

    @Test func aTokenIssuedInTheSecondOfARevocationComesAfterIt() async throws {
        let server = try await TestServer(clients: [.reader(revokedBefore: TestServer.now)])
        let token = try server.verified(try await server.accessToken())
        #expect(token.issuedAt == TestServer.now + 1)
        #expect(token.expiresAt == TestServer.now + 3600)
        try token.check(now: TestServer.now, audience: "urn:example:billing")
    }

    @Test(arguments: [Int64.max, TestServer.now + 60])
    func noTokenIsIssuedThatWouldBeOfTheFuture(_ instant: Int64) async throws {
        let server = try await TestServer(clients: [.reader(revokedBefore: instant)])
        #expect(await refusal { _ = try await server.token() }?.code == .temporarilyUnavailable)
    }

    @Test func theFurthestDateThatIsIssuedIsAccepted() async throws {
        let server = try await TestServer(clients: [.reader(revokedBefore: TestServer.now + 59)])
        let token = try server.verified(try await server.accessToken())
        try token.check(now: TestServer.now, audience: "urn:example:billing")
    }

    @Test(arguments: [Int64(60), 3600, 86_400])
    func expiresInIsWhatRemainsInWholeSeconds(_ lifetime: Int64) throws {
        let client = Client.reader()
        let issuance = try Issuance.plan(
            GrantedAccess(scope: client.scopes, catalog: .fixture()),
            client: client,
            configuration: AuthorizationServerConfiguration(issuer: "https://a.test", accessTokenSeconds: lifetime),
            now: 1_000,
            entropy: SeededEntropy()
        )
        #expect(issuance.expiresIn == lifetime - 1)
        #expect(issuance.claims["exp"] == .integer(1_000 + lifetime))
    }
}
