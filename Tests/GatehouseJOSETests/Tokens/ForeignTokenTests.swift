import GatehouseJOSE
import Testing

@Suite("Tokens of other issuers")
struct ForeignTokenTests {
    private static let issuer = "https://kc.example.test/realms/x"

    private static func issuers(
        rules: ForeignTokenRules = ForeignTokenRules(types: ["jwt"]),
        keys: VerificationKeySet?? = nil
    ) throws -> TrustedIssuers {
        let own = VerificationKeySet([try TestTokens.key(.edDSA).verificationKey])
        let others = VerificationKeySet([
            try TestTokens.key().verificationKey, try TestTokens.key(.rs256).verificationKey,
        ])
        let foreign = TrustedIssuer.Foreign(name: "keycloak", rules: rules)
        return TrustedIssuers([
            TrustedIssuer(issuer: TestTokens.issuer, keys: own),
            TrustedIssuer(issuer: issuer, keys: keys ?? others, foreign: foreign),
        ])
    }

    private static func token(
        _ changes: [String: JSONValue?] = [:],
        header: JSONObject? = nil,
        with algorithm: SigningAlgorithm = .es256
    ) throws -> String {
        let claims = TestTokens.claims(changing: ["iss": .string(issuer)].merging(changes) { $1 })
        let key = try TestTokens.key(algorithm)
        let usual: JSONObject = ["typ": "JWT", "alg": .string(algorithm.rawValue), "kid": .string(key.keyID)]
        return try TestTokens.sign(header: (header ?? usual).text, payload: claims.text, with: key)
    }

    private static func verify(
        _ changes: [String: JSONValue?] = [:],
        rules: ForeignTokenRules = ForeignTokenRules(types: ["jwt"])
    ) throws -> VerifiedToken {
        try TestTokens.verify(try token(changes), issuers: try issuers(rules: rules))
    }

    @Test func aTokenOfAnotherIssuerSaysWhose() throws {
        let token = try Self.verify()
        #expect(token.foreignIssuer == "keycloak")
        #expect(token.issuer == Self.issuer)
        #expect(token.grantID == nil)
    }

    @Test func ourOwnTokensStayAsStrictBesideIt() throws {
        let key = try TestTokens.key(.edDSA)
        let own = try TestTokens.sign(TestTokens.claims, with: key)
        #expect(try TestTokens.verify(own, issuers: try Self.issuers()).foreignIssuer == nil)
        let header: JSONObject = ["typ": "JWT", "alg": "EdDSA", "kid": .string(key.keyID)]
        let relabelled = try TestTokens.sign(header: header, with: key)
        #expect(throws: TokenRejection.wrongType) { try TestTokens.verify(relabelled, issuers: try Self.issuers()) }
    }

    @Test func itsKeyDoesNotSpeakForUs() throws {
        let token = try TestTokens.sign(TestTokens.claims)
        #expect(throws: TokenRejection.unknownKey) { try TestTokens.verify(token, issuers: try Self.issuers()) }
    }

    @Test(
        arguments: [
            (["typ": "logout+jwt"], TokenRejection.wrongType), (["typ": nil], .wrongType),
            (["kid": "other"], .unknownKey),
            (["kid": ""], .unknownKey), (["kid": 1], .unknownKey), (["alg": "none"], .unsupportedAlgorithm),
            (["alg": "HS256"], .unsupportedAlgorithm), (["alg": "RS256"], .unknownKey),
            (["crit": ["x"]], .criticalHeader),
        ] as [([String: JSONValue?], TokenRejection)]
    )
    func whatIsWrongWithAHeader(_ changes: [String: JSONValue?], _ rejection: TokenRejection) throws {
        var header: JSONObject = ["typ": "JWT", "alg": "ES256", "kid": .string(try TestTokens.key().keyID)]
        for (name, value) in changes { header[name] = value }
        let token = try Self.token(header: header)
        #expect(throws: rejection) { try TestTokens.verify(token, issuers: try Self.issuers()) }
    }

    @Test func anAlgorithmThatWasNotAllowedIsRefused() throws {
        let rules = ForeignTokenRules(types: ["jwt"], algorithms: [.rs256])
        #expect(throws: TokenRejection.unsupportedAlgorithm) { try Self.verify(rules: rules) }
    }

    @Test func aTokenThatNamesNoKeyMeansTheOnlyOne() throws {
        let token = try Self.token(header: ["typ": "JWT", "alg": "ES256"])
        #expect(try TestTokens.verify(token, issuers: try Self.issuers()).keyID == TestTokens.key().keyID)
        let stranger = try SigningKey(pkcs8PEM: Vectors.pem("es256-other"), algorithm: .es256)
        let two = VerificationKeySet([try TestTokens.key().verificationKey, stranger.verificationKey])
        #expect(throws: TokenRejection.unknownKey) {
            try TestTokens.verify(token, issuers: try Self.issuers(keys: two))
        }
    }

    @Test func withoutKeysNobodyCanSay() throws {
        var verifier = TokenVerifier()
        let bytes = Array(try Self.token().utf8)
        let issuers = try Self.issuers(keys: .some(nil))
        #expect(throws: TokenRejection.unavailableKeys) { try verifier.verify(bytes.span, issuers: issuers) }
        #expect(verifier.questionedIssuer?.foreign?.name == "keycloak")
        // Where it is not accepted, nothing is said of its keys.
        #expect(throws: TokenRejection.unknownIssuer) {
            try verifier.verify(bytes.span, issuers: issuers) { $0.foreign == nil }
        }
        #expect(verifier.questionedIssuer == nil)
    }

    @Test func onlyANameThatIsNotKnownIsAQuestionToTheIssuer() throws {
        var verifier = TokenVerifier()
        let issuers = try Self.issuers()
        let named = Array(try Self.token(header: ["typ": "JWT", "alg": "ES256", "kid": "new"]).utf8)
        #expect(throws: TokenRejection.unknownKey) { try verifier.verify(named.span, issuers: issuers) }
        #expect(verifier.questionedIssuer != nil)
        let unnamed = Array(try Self.token(header: ["typ": "JWT", "alg": "PS256"]).utf8)
        #expect(throws: TokenRejection.unknownKey) { try verifier.verify(unnamed.span, issuers: issuers) }
        #expect(verifier.questionedIssuer == nil)
    }

    @Test(
        arguments: [
            ["at_hash": "x"], ["c_hash": "x"], ["typ": "ID"], ["typ": "Refresh"], ["typ": 1],
        ] as [[String: JSONValue?]]
    )
    func whatElseAnIssuerSignsIsNoAccessToken(_ changes: [String: JSONValue?]) {
        #expect(throws: TokenRejection.wrongType) { try Self.verify(changes) }
    }

    @Test(
        arguments: [
            ["sub": nil], ["sub": ""], ["sub": "a b"], ["sub": "a\r\nX: y"], ["sub": 7], ["client_id": ["a"]],
            ["exp": nil],
            ["exp": "soon"], ["iat": .number(1.5)], ["aud": 1],
        ] as [[String: JSONValue?]]
    )
    func aClaimOfTheWrongKindIsRefused(_ changes: [String: JSONValue?]) {
        #expect(throws: TokenRejection.badClaim) { try Self.verify(changes) }
    }

    @Test(
        arguments: [
            (["client_id": nil, "azp": "shop"], "shop"), (["client_id": nil, "appid": "app"], "app"),
            (["client_id": nil, "cid": "okta"], "okta"), (["azp": "other"], "reader"), (["client_id": nil], ""),
        ] as [([String: JSONValue?], String)]
    )
    func theClientIsWhereIssuersPutIt(_ changes: [String: JSONValue?], _ client: String) throws {
        #expect(try Self.verify(changes).clientID == client)
    }

    @Test func rolesAreReadWhereTheConfigurationSays() throws {
        let rules = ForeignTokenRules(
            types: ["jwt"],
            subject: ["preferred"],
            scopes: [
                "scope", "realm_access.roles", "resource_access.shop.roles", "permissions", "https://x.test/roles",
            ]
        )
        let token = try Self.verify(
            [
                "preferred": "alice", "scope": "openid  b", "realm_access": ["roles": ["a", "with space", 7]],
                "resource_access": ["shop": ["roles": ["c"]]], "permissions": ["read:x", "a"],
                "https://x.test/roles": "literal",
            ],
            rules: rules
        )
        #expect(token.subject == "alice")
        #expect(token.scopes == ["a", "b", "c", "literal", "openid", "read:x", "with space"])
    }

    @Test func withoutRulesScopesAreReadAsOurs() throws {
        #expect(try Self.verify(["scope": "a b", "scp": ["b", "c"]]).scopes == ["b"])
    }

    @Test func anyOfSeveralAudiencesIsEnough() throws {
        let token = try Self.verify(["aud": "shop"])
        let now = TestTokens.issuedAt
        try token.check(now: now, anyAudience: ["api", "shop"])
        #expect(throws: TokenRejection.wrongAudience) { try token.check(now: now, anyAudience: ["api"]) }
        #expect(throws: TokenRejection.wrongAudience) { try token.check(now: now, anyAudience: []) }
        let nobodys = try Self.verify(["aud": nil])
        #expect(throws: TokenRejection.wrongAudience) { try nobodys.check(now: now, anyAudience: ["", "api"]) }
    }

    @Test func itsNamesAreNoneOfOurs() {
        #expect(RevocationKey.foreign(.client, "reader", of: Self.issuer) != .client("reader"))
        #expect(
            RevocationKey.foreign(.client, "reader", of: Self.issuer) != .foreign(.subject, "reader", of: Self.issuer)
        )
        #expect(RevocationKey.foreign(.client, "reader", of: "a") != .foreign(.client, "reader", of: "b"))
    }
}

@Suite("What an issuer says of an opaque token")
struct IntrospectedTokenTests {
    private static let issuer = TrustedIssuer(
        issuer: "https://as.example.test",
        keys: nil,
        foreign: TrustedIssuer.Foreign(name: "as", rules: ForeignTokenRules(), introspectionSeconds: 60)
    )

    private static let answer: JSONObject = [
        "active": true, "sub": "alice", "client_id": "shop", "aud": "api", "scope": "read", "exp": 1_900_000_100,
        "token_type": "Bearer",
    ]

    private static func read(_ changes: [String: JSONValue?] = [:]) throws -> VerifiedToken {
        var answer = answer
        for (name, value) in changes { answer[name] = value }
        return try TokenVerifier.introspected(answer, by: issuer, now: 1_900_000_000, lifetime: 60)
    }

    @Test func anActiveTokenHasItsFacts() throws {
        let token = try Self.read()
        #expect(token.foreignIssuer == "as")
        #expect(token.subject == "alice")
        #expect(token.expiresAt == 1_900_000_100)
        #expect(token.algorithm == nil)
    }

    @Test func withoutExpiryItsWordHoldsForAWhile() throws {
        #expect(try Self.read(["exp": nil]).expiresAt == 1_900_000_060)
    }

    @Test func aClientWithoutSubjectIsItsOwn() throws {
        #expect(try Self.read(["sub": nil]).subject == "shop")
    }

    @Test(
        arguments: [
            (["active": false], TokenRejection.inactive), (["active": "true"], .inactive), (["active": nil], .inactive),
            (["iss": "https://other.example.test"], .unknownIssuer), (["iss": 1], .unknownIssuer),
            (["token_use": "refresh_token"], .wrongType), (["token_type": "refresh_token"], .wrongType),
            (["sub": nil, "client_id": nil], .badClaim), (["exp": "never"], .badClaim),
        ] as [([String: JSONValue?], TokenRejection)]
    )
    func whatIsNoActiveAccessTokenIsRefused(_ changes: [String: JSONValue?], _ rejection: TokenRejection) {
        #expect(throws: rejection) { try Self.read(changes) }
    }
}
