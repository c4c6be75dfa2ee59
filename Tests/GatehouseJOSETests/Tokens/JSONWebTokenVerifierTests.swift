import GatehouseJOSE
import GatehouseTestSupport
import Testing

@Suite("RFC 7523 and RFC 9101: JWTs that others sign")
struct JSONWebTokenVerifierTests {
    private static let claims: JSONObject = [
        "iss": "client", "sub": "client", "aud": ["a", "b"], "exp": 1_900_000_000,
    ]

    private static func token(
        header changes: [String: JSONValue?] = [:],
        key: SigningKey? = nil
    ) throws -> String {
        let key = try key ?? TestTokens.key()
        var header: JSONObject = ["alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID), "typ": "JWT"]
        for (name, value) in changes {
            header[name] = value
        }
        return try TestTokens.sign(header: header.text, payload: claims.text, with: key)
    }

    private static func set(_ keys: [SigningKey]) -> VerificationKeySet {
        VerificationKeySet(keys.map(\.verificationKey))
    }

    private func refusal(_ token: String, keys: VerificationKeySet? = nil) throws -> JSONWebTokenRefusal? {
        let keys = try keys ?? Self.set([TestTokens.key()])
        do {
            _ = try JSONWebTokenVerifier(keys: keys).verify(token)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func readsWhatAKnownKeySigned(algorithm: SigningAlgorithm) throws {
        let key = try TestTokens.key(algorithm)
        let all = Self.set(try SigningAlgorithm.allCases.map { try TestTokens.key($0) })
        let signed = try JSONWebTokenVerifier(keys: all).verify(Self.token(key: key))
        #expect(signed.type == "JWT")
        #expect(signed.hasType("jwt"))
        #expect(!signed.hasType("oauth-authz-req+jwt"))
        #expect(signed.keyID == key.keyID)
        #expect(signed.algorithm == algorithm)
        #expect(signed.claims == Self.claims)
    }

    @Test func aTokenOfOurOwnIsReadAsWell() throws {
        let key = try TestTokens.key()
        for type in ["JWT", "logout+jwt"] {
            let token = try key.signToken(payload: Self.claims, type: type)
            let signed = try JSONWebTokenVerifier(keys: Self.set([key])).verify(token)
            #expect(signed.type == type)
            #expect(signed.hasType(type.lowercased()))
        }
    }

    @Test func withoutANameExactlyOneKeyMustFit() throws {
        let key = try TestTokens.key()
        let token = try Self.token(header: ["kid": nil, "typ": nil])
        let signed = try JSONWebTokenVerifier(keys: Self.set([key, TestTokens.key(.edDSA)])).verify(token)
        #expect(signed.keyID == nil)
        #expect(signed.type == nil)
        #expect(!signed.hasType("jwt"))
        #expect(try refusal(token, keys: Self.set([key, .generate(.es256)])) == .unknownKey)
        #expect(try refusal(token, keys: Self.set([TestTokens.key(.edDSA)])) == .unknownKey)
        #expect(try refusal(token, keys: Self.set([])) == .unknownKey)
        #expect(try refusal(token, keys: Self.set([.generate(.es256)])) == .badSignature)
    }

    @Test func aNamedKeyIsNeverReplacedByAnother() throws {
        #expect(try refusal(Self.token(header: ["kid": "other"])) == .unknownKey)
        #expect(try refusal(Self.token(header: ["kid": ""])) == .unknownKey)
        #expect(try refusal(Self.token(header: ["kid": 1])) == .malformed)
        #expect(try refusal(Self.token(header: ["typ": 1])) == .malformed)
        #expect(try refusal(Self.token(key: .generate(.es256))) == .unknownKey)
    }

    @Test(arguments: [nil, "none", "HS256", "ES384", "es256", 1, .null] as [JSONValue?])
    func refusesOtherAlgorithms(algorithm: JSONValue?) throws {
        #expect(try refusal(Self.token(header: ["alg": algorithm])) == .unsupportedAlgorithm)
    }

    @Test func refusesTheAlgorithmOfAnotherKind() throws {
        #expect(try refusal(Self.token(header: ["alg": "RS256"])) == .unknownKey)
    }

    @Test func refusesExtensionsThatItMustUnderstand() throws {
        #expect(try refusal(Self.token(header: ["crit": ["exp"]])) == .criticalHeader)
        #expect(try refusal(Self.token(header: ["b64": false])) == .criticalHeader)
    }

    /// A key inside the token vouches for nothing.
    @Test func doesNotTrustAKeyInTheHeader() throws {
        let stranger = try SigningKey.generate(.es256)
        let header: [String: JSONValue?] = [
            "jwk": .object(stranger.verificationKey.jwk.members), "kid": .string(try TestTokens.key().keyID),
        ]
        #expect(try refusal(Self.token(header: header, key: stranger)) == .badSignature)
    }

    @Test func refusesHugeAndDeepTexts() throws {
        let text = String(repeating: "A", count: JSONWebTokenVerifier.maximumBytes)
        #expect(try refusal(text) == .malformed)
        #expect(try refusal(text + "A") == .tooLong)
        let key = try TestTokens.key()
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        let header = #"{"alg":"ES256","kid":"\#(key.keyID)"}"#
        let token = try TestTokens.sign(header: header, payload: #"{"iss":\#(deep)}"#, with: key)
        #expect(try refusal(token) == .malformed)
        #expect(throws: JSONWebTokenRefusal.malformed) { try UnverifiedClaims(peeking: token) }
    }

    @Test func everyChangedByteIsRefused() throws {
        let token = Array(try Self.token().utf8)
        let verifier = JSONWebTokenVerifier(keys: try Self.set([TestTokens.key()]))
        for index in token.indices {
            var changed = token
            changed[index] ^= 1
            #expect(throws: JSONWebTokenRefusal.self) { try verifier.verify(changed.span) }
        }
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<1000 {
            let changed = Mutation.mutated(token, using: &generator)
            #expect((try? verifier.verify(changed.span)) == nil || changed == token)
            _ = try? UnverifiedClaims(peeking: String(decoding: changed, as: UTF8.self))
        }
    }
}
