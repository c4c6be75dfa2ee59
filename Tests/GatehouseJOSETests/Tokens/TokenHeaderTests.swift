import GatehouseJOSE
import Testing

@Suite("What the header of a token may say")
struct TokenHeaderTests {
    private func rejection(_ changes: [String: JSONValue?], with key: SigningKey? = nil) throws -> TokenRejection? {
        let key = try key ?? TestTokens.key()
        var header = TestTokens.header(key)
        for (name, value) in changes {
            header[name] = value
        }
        do {
            _ = try TestTokens.verify(try TestTokens.sign(header: header, with: key))
            return nil
        } catch let rejection as TokenRejection {
            return rejection
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func acceptsATokenOfEveryAlgorithm(algorithm: SigningAlgorithm) throws {
        let key = try TestTokens.key(algorithm)
        let token = try TestTokens.verify(TestTokens.sign(TestTokens.claims, with: key))
        #expect(token.algorithm == algorithm)
        #expect(token.keyID == key.keyID)
    }

    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "ES384", "ES512", "ES256K", "RS384", "RS512",
        "PS384",
        "PS512", "Ed25519", "Ed448", "eddsa", "es256", "ES256 ", "ML-DSA-44",
    ])
    func refusesEveryOtherAlgorithm(name: String) throws {
        #expect(try rejection(["alg": .string(name)]) == .unsupportedAlgorithm)
    }

    @Test(arguments: [nil, .null, 1, true, ["ES256"]] as [JSONValue?])
    func refusesAHeaderWithoutAnAlgorithm(value: JSONValue?) throws {
        #expect(try rejection(["alg": value]) == .unsupportedAlgorithm)
    }

    // RFC 8725 §2.1: a public key is no shared secret, whatever the header says.
    @Test func anotherAlgorithmOfTheSameKeyIsAnUnknownKey() throws {
        let key = try TestTokens.key(.rs256)
        #expect(try rejection(["alg": "PS256"], with: key) == .unknownKey)
        #expect(try rejection(["alg": "ES256"], with: key) == .unknownKey)
    }

    @Test func refusesTokensWithoutSignature() throws {
        let token = try TestTokens.sign(TestTokens.claims)
        let parts = token.split(separator: ".")
        let none = Base64URL.encode(#"{"typ":"at+jwt","alg":"none","kid":"x"}"#.utf8)
        #expect(throws: TokenRejection.malformed) { try TestTokens.verify("\(none).\(parts[1]).") }
        #expect(throws: TokenRejection.malformed) { try TestTokens.verify("\(parts[0]).\(parts[1]).") }
        #expect(throws: TokenRejection.malformed) { try TestTokens.verify("\(parts[0]).\(parts[1])") }
        #expect(throws: TokenRejection.unsupportedAlgorithm) { try TestTokens.verify("\(none).\(parts[1]).AAAA") }
    }

    @Test(arguments: [["exp"], [], ["b64"], .null, "exp", ["typ", "alg"]] as [JSONValue])
    func refusesEveryCriticalHeader(value: JSONValue) throws {
        #expect(try rejection(["crit": value]) == .criticalHeader)
    }

    @Test(arguments: [false, 0, "true", .null] as [JSONValue])
    func refusesAnUnencodedPayload(value: JSONValue) throws {
        #expect(try rejection(["b64": value]) == .criticalHeader)
    }

    @Test func aHeaderMaySayThatThePayloadIsEncoded() throws {
        #expect(try rejection(["b64": true]) == nil)
    }

    @Test(arguments: ["at+jwt", "AT+JWT", "At+Jwt", "application/at+jwt", "Application/AT+jwt"])
    func takesEitherFormOfTheTypeInAnyCase(type: String) throws {
        #expect(try rejection(["typ": .string(type)]) == nil)
    }

    @Test(
        arguments: [
            nil, "", "JWT", "jwt", "at+jwt ", " at+jwt", "at jwt", "application/jwt", "text/at+jwt",
            "application/ at+jwt", "id+jwt",
            "logout+jwt", "dpop+jwt", "at\u{B}jwt", "at+jwt\0", .null, 1, ["at+jwt"],
        ] as [JSONValue?]
    )
    func refusesEveryOtherType(value: JSONValue?) throws {
        #expect(try rejection(["typ": value]) == .wrongType)
    }

    @Test(arguments: [nil, "", "unknown", .null, 1] as [JSONValue?])
    func refusesATokenWhoseKeyIsNotNamed(value: JSONValue?) throws {
        #expect(try rejection(["kid": value]) == .unknownKey)
    }

    // RFC 8725 §3.10: the sender does not choose the key.
    @Test func ignoresKeysThatTheHeaderBrings() throws {
        let stranger = try SigningKey(pkcs8PEM: Vectors.pem("es256-other"), algorithm: .es256)
        let brought: [String: JSONValue] = [
            "jwk": .object(stranger.verificationKey.json),
            "jku": "https://stranger.example.test/jwks.json",
            "x5u": "https://stranger.example.test/chain.pem",
            "x5c": ["AAAA"],
            "x5t": "AAAA",
        ]
        for (name, value) in brought {
            #expect(try rejection([name: value]) == nil)
            #expect(
                try rejection([name: value, "kid": .string(TestTokens.key().keyID)], with: stranger) == .badSignature
            )
            #expect(try rejection([name: value], with: stranger) == .unknownKey)
        }
    }

    @Test func refusesAnotherKeysSignatureUnderAKnownName() throws {
        let stranger = try SigningKey(pkcs8PEM: Vectors.pem("es256-other"), algorithm: .es256)
        #expect(try rejection(["kid": .string(TestTokens.key().keyID)], with: stranger) == .badSignature)
    }
}
