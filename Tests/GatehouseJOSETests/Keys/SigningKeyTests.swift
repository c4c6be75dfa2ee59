import GatehouseJOSE
import Testing

struct SigningKeyTests {
    @Test(arguments: SigningAlgorithm.allCases)
    func aNewKeySignsAndSurvivesItsPEMForm(algorithm: SigningAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let read = try SigningKey(pkcs8PEM: key.pkcs8PEM, algorithm: algorithm)
        #expect(read.verificationKey == key.verificationKey)
        #expect(read.pkcs8PEM == key.pkcs8PEM)
        #expect(key.keyID == key.verificationKey.jwk.thumbprint)
        let message = Array("message".utf8)
        #expect(key.verificationKey.isValidSignature(try read.signature(for: message), for: message))
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func noTwoNewKeysAreTheSame(algorithm: SigningAlgorithm) throws {
        #expect(try SigningKey.generate(algorithm).keyID != SigningKey.generate(algorithm).keyID)
    }

    @Test func newRSAKeysHave2048Bits() throws {
        guard case .rsa(let modulus, let exponent) = try SigningKey.generate(.rs256).verificationKey.jwk else {
            Issue.record("not an RSA key")
            return
        }
        #expect(modulus.count == 256)
        #expect(exponent == [1, 0, 1])
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func readsAndWritesTheFormOfOpenSSL(algorithm: SigningAlgorithm) throws {
        let pem = try Vectors.pem(algorithm.rawValue.lowercased())
        #expect(try SigningKey(pkcs8PEM: pem, algorithm: algorithm).pkcs8PEM == pem)
    }

    @Test func readsLinesThatEndInCarriageReturnAndLineFeed() throws {
        let pem = try Vectors.pem("eddsa").replacing("\n", with: "\r\n")
        #expect(try SigningKey(pkcs8PEM: pem, algorithm: .edDSA).keyID == TestTokens.key(.edDSA).keyID)
    }

    @Test(arguments: [
        ("es256", SigningAlgorithm.rs256), ("es256", .edDSA), ("rs256", .es256), ("rs256", .edDSA), ("eddsa", .es256),
        ("eddsa", .ps256), ("p384", .es256), ("x25519", .edDSA), ("rsa1024", .rs256),
    ])
    func refusesAKeyOfAnotherKind(file: String, algorithm: SigningAlgorithm) throws {
        let pem = try Vectors.pem(file)
        #expect(throws: KeyRefusal.wrongKeyType) { try SigningKey(pkcs8PEM: pem, algorithm: algorithm) }
    }

    @Test(arguments: [
        ("es256-sec1", SigningAlgorithm.es256), ("rs256-pkcs1", .rs256), ("es256-encrypted", .es256),
    ])
    func refusesOtherPEMForms(file: String, algorithm: SigningAlgorithm) throws {
        let pem = try Vectors.pem(file)
        #expect(throws: KeyRefusal.notPKCS8) { try SigningKey(pkcs8PEM: pem, algorithm: algorithm) }
    }

    @Test(arguments: [
        "", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        "x\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ])
    func refusesTextsThatAreNoPEM(text: String) {
        #expect(throws: KeyRefusal.notPKCS8) { try SigningKey(pkcs8PEM: text, algorithm: .es256) }
    }

    @Test func refusesTwoKeysInOneText() throws {
        let pem = try Vectors.pem("es256") + Vectors.pem("es256-other")
        #expect(throws: KeyRefusal.self) { try SigningKey(pkcs8PEM: pem, algorithm: .es256) }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func thePrivateHalfCannotBePrinted(algorithm: SigningAlgorithm) throws {
        let key = try TestTokens.key(algorithm)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(text.contains(key.keyID))
            #expect(!text.contains("Private"))
            #expect(text.count < 120)
        }
    }

    @Test func aTokenShowsTypeAlgorithmAndKeyInThisOrder() throws {
        let key = try TestTokens.key()
        let parts = try TestTokens.sign(TestTokens.claims).split(separator: ".")
        #expect(parts.count == 3)
        let header = String(decoding: try #require(Base64URL.decode(String(parts[0]))), as: UTF8.self)
        #expect(header == #"{"typ":"at+jwt","alg":"ES256","kid":"\#(key.keyID)"}"#)
        let payload = String(decoding: try #require(Base64URL.decode(String(parts[1]))), as: UTF8.self)
        #expect(payload == TestTokens.claims.text)
    }
}
