import GatehouseJOSE
import Testing

@Suite("RFC 9449 §4.3: form and key of a proof")
struct DPoPFormTests {
    @Test(arguments: SigningAlgorithm.allCases)
    func takesAProofOfEveryAlgorithm(algorithm: SigningAlgorithm) throws {
        let key = try TestTokens.key(algorithm)
        let proof = try DPoPProof(parsing: TestProofs.proof(key: key))
        #expect(proof.thumbprint == key.verificationKey.jwk.thumbprint)
        #expect(proof.jti == "one")
        #expect(proof.method == TestProofs.method)
        #expect(proof.url == TestProofs.url)
        #expect(proof.issuedAt == TestProofs.now)
    }

    @Test func readsTheSameFromBytes() throws {
        let bytes = Array(try TestProofs.proof(claims: ["nonce": "n-1"]).utf8)
        #expect(try DPoPProof(parsing: bytes.span).nonce == "n-1")
    }

    @Test(arguments: [nil, "JWT", "at+jwt", "dpop+jwt ", "dpop", "text/dpop+jwt", ""] as [JSONValue?])
    func refusesOtherTypes(type: JSONValue?) throws {
        #expect(try TestProofs.refusal(header: ["typ": type]) == .wrongType)
    }

    @Test(arguments: ["typ", "kid"], [1, .null, ["dpop+jwt"]] as [JSONValue])
    func refusesNamesThatAreNoTexts(name: String, value: JSONValue) throws {
        #expect(try TestProofs.refusal(header: [name: value]) == .malformed)
    }

    @Test(arguments: ["DPoP+JWT", "application/dpop+jwt"] as [JSONValue])
    func mediaTypesIgnoreCaseAndPrefix(type: JSONValue) throws {
        #expect(try TestProofs.refusal(header: ["typ": type]) == nil)
    }

    @Test(arguments: [nil, "none", "NONE", "HS256", "HS512", "ES384", "es256", "", 1, .null] as [JSONValue?])
    func refusesOtherAlgorithms(algorithm: JSONValue?) throws {
        #expect(try TestProofs.refusal(header: ["alg": algorithm]) == .unsupportedAlgorithm)
    }

    @Test func refusesAnAlgorithmThatIsNotTheKeys() throws {
        #expect(try TestProofs.refusal(header: ["alg": "EdDSA"]) == .badKey)
        #expect(try TestProofs.refusal(header: ["alg": "RS256"]) == .badKey)
        let key = try TestTokens.key(.rs256)
        #expect(try TestProofs.refusal(header: ["alg": "PS256"], key: key) == .badSignature)
    }

    @Test(arguments: ["crit": ["exp"], "b64": false] as [String: JSONValue])
    func refusesExtensionsThatItMustUnderstand(name: String, value: JSONValue) throws {
        #expect(try TestProofs.refusal(header: [name: value]) == .criticalHeader)
    }

    @Test(arguments: [nil, "text", 1, [], .null, .object(JSONObject()), ["kty": "oct"]] as [JSONValue?])
    func refusesAProofWithoutAKey(jwk: JSONValue?) throws {
        #expect(try TestProofs.refusal(header: ["jwk": jwk]) == .badKey)
    }

    @Test(arguments: SigningAlgorithm.allCases, ["d", "p", "k", "oth", "priv"])
    func refusesAPrivateKeyAsSuch(algorithm: SigningAlgorithm, member: String) throws {
        let key = try TestTokens.key(algorithm)
        var jwk = key.verificationKey.jwk.members
        jwk[member] = "AAAA"
        #expect(try TestProofs.refusal(header: ["jwk": .object(jwk)], key: key) == .privateKey)
    }

    @Test func refusesASharedKey() throws {
        let header: [String: JSONValue?] = ["jwk": ["kty": "oct", "k": "AAAA"]]
        #expect(try TestProofs.refusal(header: header) == .privateKey)
    }

    @Test(arguments: [("use", "enc"), ("alg", "ES512"), ("alg", 1), ("key_ops", ["sign"])] as [(String, JSONValue)])
    func refusesAKeyForSomethingElse(name: String, value: JSONValue) throws {
        let key = try TestTokens.key()
        var jwk = key.verificationKey.jwk.members
        jwk[name] = value
        #expect(try TestProofs.refusal(header: ["jwk": .object(jwk)]) == .badKey)
    }

    @Test func takesTheFormInWhichBrowsersShowAKey() throws {
        var jwk = try TestTokens.key().verificationKey.jwk.members
        jwk["key_ops"] = ["verify"]
        jwk["ext"] = true
        #expect(try TestProofs.refusal(header: ["jwk": .object(jwk)]) == nil)
    }

    @Test func anotherKeyInTheHeaderDoesNotFitTheSignature() throws {
        let other = try SigningKey.generate(.es256).verificationKey.jwk.members
        #expect(try TestProofs.refusal(header: ["jwk": .object(other)]) == .badSignature)
    }

    @Test(arguments: [1024, 4104, 8192])
    func refusesRSAKeysOfOtherSizes(bits: Int) throws {
        let modulus = [0x80] + [UInt8](repeating: 1, count: bits / 8 - 1)
        let jwk: JSONValue = ["kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": "AQAB"]
        #expect(try TestProofs.refusal(header: ["jwk": jwk], key: TestTokens.key(.rs256)) == .badKey)
    }

    @Test func refusesALongProofUnread() throws {
        let text = String(repeating: "A", count: DPoPProof.maximumBytes)
        #expect(TestProofs.refusal(of: text) == .malformed)
        #expect(TestProofs.refusal(of: text + "A") == .tooLong)
    }

    @Test func refusesDeepNesting() throws {
        let key = try TestTokens.key()
        let deep = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        let payload = #"{"jti":"one","x":\#(deep)}"#
        let proof = try TestTokens.sign(header: TestProofs.header(key).text, payload: payload, with: key)
        #expect(TestProofs.refusal(of: proof) == .malformed)
    }

    @Test(arguments: ["", ".", "..", "a.b.c", "a.b.c.d", "e30.e30.", ".e30.AAAA", "e30.e30.AAAA", "\u{E9}.e30.AAAA"])
    func refusesWhatIsNoProof(text: String) {
        #expect(TestProofs.refusal(of: text) != nil)
    }

    @Test func refusesMembersThatComeTwice() throws {
        let key = try TestTokens.key()
        let payload = #"{"jti":"one","htm":"GET","htm":"GET","htu":"https://a.example.test/","iat":1}"#
        let proof = try TestTokens.sign(header: TestProofs.header(key).text, payload: payload, with: key)
        #expect(TestProofs.refusal(of: proof) == .malformed)
    }
}
