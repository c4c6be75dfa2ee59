import GatehouseJOSE
import Testing

@Suite("RFC 7517 §5: JWK Set")
struct VerificationKeySetTests {
    @Test func showsPublicMembersAndNothingElse() throws {
        let keys = try SigningAlgorithm.allCases.map { try TestTokens.key($0) }
        let set = VerificationKeySet(keys.map(\.verificationKey))
        let document = try #require(try JSONParser.parse(set.json).object)
        #expect(document.members.map(\.name) == ["keys"])
        let entries = try #require(document["keys"]?.array).compactMap(\.object)
        #expect(
            entries.map { $0.members.map(\.name).joined(separator: " ") } == [
                "kty use alg kid crv x y", "kty use alg kid e n", "kty use alg kid e n", "kty use alg kid crv x",
            ]
        )
        #expect(entries.map { $0["kid"]?.string } == keys.map(\.keyID))
        #expect(entries.map { $0["alg"]?.string } == ["ES256", "RS256", "PS256", "EdDSA"])
        #expect(entries.allSatisfy { $0["use"] == "sig" })
    }

    @Test func readsWhatItWrote() throws {
        let set = VerificationKeySet(try SigningAlgorithm.allCases.map { try TestTokens.key($0).verificationKey })
        #expect(try VerificationKeySet(parsing: set.json).keys == set.keys)
        #expect(VerificationKeySet([]).json == #"{"keys":[]}"#)
    }

    @Test func readsThePublishedExampleWithoutItsEncryptionKey() throws {
        let set = try VerificationKeySet(parsing: Vectors.data("rfc7517-a1.json"))
        #expect(set.keys.map(\.keyID) == ["2011-04-29"])
        #expect(set.key(id: "2011-04-29", algorithm: .rs256) != nil)
        #expect(set.key(id: "1", algorithm: .es256) == nil)
    }

    @Test func skipsWhatItDoesNotUnderstand() throws {
        let good = try TestTokens.key().verificationKey
        let others: [JSONValue] = [
            ["kty": "oct", "k": "AAAA", "kid": "1"],
            ["kty": "AKP", "alg": "ML-DSA-65", "pub": "AAAA"],
            ["kty": "EC", "crv": "P-521", "x": "AAAA", "y": "AAAA"],
            .object(good.json.with("alg", "ES512")),
            .object(good.json.with("alg", "HS256")),
            .object(good.json.with("alg", "none")),
            .object(good.json.with("alg", "RS256")),
            .object(good.json.with("alg", 1)),
            .object(good.json.with("use", "enc")),
            .object(good.json.with("use", 1)),
            .object(good.json.with("key_ops", ["sign"])),
            .object(good.json.with("key_ops", "verify")),
            .object(good.json.with("kid", 1)),
            .object(good.json.with("kid", "")),
            .object(good.json.with("x", "AAAA")),
            .object(good.json.with("d", "AAAA")),
            "a text", 1, .null, [],
        ]
        let document: JSONObject = ["keys": .array(others + [.object(good.json)])]
        #expect(try VerificationKeySet(parsing: document.text).keys == [good])
    }

    @Test func takesKeysThatDoNotSayWhatTheyAreFor() throws {
        let good = try TestTokens.key().verificationKey
        let bare = good.json.with("use", nil).with("alg", nil).with("kid", nil)
        let named = bare.with("kid", "other").with("key_ops", ["verify"])
        let set = try VerificationKeySet(parsing: (["keys": [.object(bare), .object(named)]] as JSONObject).text)
        #expect(set.keys.map(\.keyID) == [good.keyID, "other"])
        #expect(set.keys.map(\.algorithm) == [.es256, .es256])
    }

    @Test func anRSAKeyWithoutAlgorithmIsForRS256() throws {
        let key = try TestTokens.key(.ps256).verificationKey
        let set = try VerificationKeySet(
            parsing: (["keys": [.object(key.json.with("alg", nil))]] as JSONObject).text
        )
        #expect(set.keys.map(\.algorithm) == [.rs256])
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, #"{"keys":[{"a":1,"a":1}]}"#])
    func refusesWhatIsNoKeySet(text: String) {
        #expect(throws: JSONRefusal.self) { try VerificationKeySet(parsing: text) }
    }

    @Test func takesABoundedNumberOfKeys() throws {
        let entry = try TestTokens.key(.edDSA).verificationKey.json
        let entries = (0..<300).map { JSONValue.object(entry.with("kid", "\($0)")) }
        let set = try VerificationKeySet(parsing: (["keys": .array(entries)] as JSONObject).text)
        #expect(set.keys.count == 256)
    }

    @Test func findsAKeyByNameAndAlgorithmTogether() throws {
        let key = try TestTokens.key().verificationKey
        let set = VerificationKeySet([key])
        #expect(set.key(id: key.keyID, algorithm: .es256) == key)
        #expect(set.key(id: key.keyID, algorithm: .edDSA) == nil)
        #expect(set.key(id: key.keyID + "x", algorithm: .es256) == nil)
        #expect(set.key(id: "", algorithm: .es256) == nil)
    }

    @Test func findsAKeyByTheBytesOfItsName() throws {
        let jwk = try TestTokens.key().verificationKey.jwk
        let set = VerificationKeySet([try VerificationKey(jwk, algorithm: .es256, keyID: "\u{E9}")])
        #expect(set.key(id: "\u{E9}", algorithm: .es256) != nil)
        #expect(set.key(id: "e\u{301}", algorithm: .es256) == nil)
    }
}

extension JSONObject {
    fileprivate func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
