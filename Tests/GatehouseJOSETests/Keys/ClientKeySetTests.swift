import GatehouseJOSE
import Testing

@Suite("RFC 7591 §2: the key set of a client")
struct ClientKeySetTests {
    private static func jwk(
        _ algorithm: SigningAlgorithm,
        changing changes: [String: JSONValue?] = [:]
    ) throws -> JSONObject {
        var jwk = try TestTokens.key(algorithm).verificationKey.jwk.members
        for (name, value) in changes {
            jwk[name] = value
        }
        return jwk
    }

    private func set(_ entries: [JSONObject]) throws -> VerificationKeySet {
        try VerificationKeySet(clientKeys: (["keys": .array(entries.map { .object($0) })] as JSONObject).text)
    }

    @Test func keysWithoutAnythingServeForEveryAlgorithmOfTheirKind() throws {
        let set = try set([Self.jwk(.es256), Self.jwk(.edDSA), Self.jwk(.rs256)])
        #expect(set.keys.map(\.algorithm) == [.es256, .edDSA, .rs256, .ps256])
        for key in set.keys {
            #expect(key.keyID == key.jwk.thumbprint)
        }
    }

    @Test func aKeyWithAnAlgorithmServesForThatOnly() throws {
        let set = try set([Self.jwk(.rs256, changing: ["alg": "PS256", "kid": "1", "use": "sig"])])
        #expect(set.keys.map(\.algorithm) == [.ps256])
        #expect(set.key(id: "1", algorithm: .ps256) != nil)
        #expect(set.key(id: "1", algorithm: .rs256) == nil)
    }

    // RFC 7517 §5.
    @Test func skipsWhatItDoesNotUnderstand() throws {
        let set = try set([
            Self.jwk(.es256, changing: ["use": "enc"]),
            Self.jwk(.es256, changing: ["alg": "ECDH-ES"]),
            Self.jwk(.es256, changing: ["crv": "P-521"]),
            Self.jwk(.es256, changing: ["kid": 1]),
            Self.jwk(.rs256, changing: ["alg": "RSA-OAEP"]),
            ["kty": "AKP", "alg": "ML-DSA-65", "pub": "AAAA"],
            JSONObject(),
            Self.jwk(.es256),
        ])
        #expect(set.keys == [try TestTokens.key().verificationKey])
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
    func aPrivateKeyIsRefusedLoudly(member: String) throws {
        let entries = [
            try Self.jwk(.es256, changing: [member: "AAAA"]),
            ["kty": "other", member: "AAAA"],
            try Self.jwk(.es256, changing: ["use": "enc", member: .null]),
        ]
        for entry in entries {
            #expect(throws: KeySetRefusal.containsPrivateKey) { try set([Self.jwk(.edDSA), entry]) }
        }
    }

    @Test func takesRSAKeysFrom2048To4096Bits() throws {
        for (bytes, count) in [(255, 0), (256, 2), (384, 2), (512, 2), (513, 0), (1024, 0)] {
            let modulus = [0x80] + [UInt8](repeating: 1, count: bytes - 1)
            let set = try set([["kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": "AQAB"]])
            #expect(set.keys.count == count)
        }
    }

    @Test func aKeyThatIsThereTwiceIsOneKey() throws {
        #expect(try set([Self.jwk(.es256), Self.jwk(.es256)]).keys.count == 1)
    }

    @Test func takesAnObjectOrItsText() throws {
        let document: JSONObject = ["keys": [.object(try Self.jwk(.es256))]]
        #expect(try VerificationKeySet(clientKeys: document).keys.count == 1)
        #expect(try VerificationKeySet(clientKeys: document.serialized()).keys.count == 1)
    }

    @Test func hasBounds() throws {
        let entry = JSONObject([("kty", "x")])
        #expect(try set(Array(repeating: entry, count: 100)).keys.isEmpty)
        #expect(throws: KeySetRefusal.tooManyKeys) { try set(Array(repeating: entry, count: 101)) }
        let document = #"{"keys":[]}"#
        let padding = String(repeating: " ", count: 65_536 - document.utf8.count)
        #expect(try VerificationKeySet(clientKeys: document + padding).keys.isEmpty)
        #expect(throws: KeySetRefusal.tooLong) { try VerificationKeySet(clientKeys: document + padding + " ") }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[1]}"#, #"{"keys":[],"keys":[]}"#,
        #"{"keys":[{"kty":"EC","kty":"EC"}]}"#,
        #"{"keys":[[[[[[[[[[[]]]]]]]]]]]}"#,
    ])
    func refusesWhatIsNoKeySet(text: String) {
        #expect(throws: KeySetRefusal.malformed) { try VerificationKeySet(clientKeys: text) }
    }
}
