import Crypto
import GatehouseJOSE
import Testing

struct SealingKeyTests {
    private func key(_ byte: UInt8 = 7) throws -> SealingKey {
        try #require(SealingKey(bytes: [UInt8](repeating: byte, count: 32)))
    }

    private let secret = Array("a private key".utf8)

    @Test func opensWhatItSealed() throws {
        let key = try key()
        for plaintext in [[], secret, [UInt8](repeating: 1, count: 100_000)] {
            let sealed = key.seal(plaintext, context: "signing-key/1")
            #expect(sealed.count == plaintext.count + 28)
            #expect(try self.key().open(sealed, context: "signing-key/1") == plaintext)
        }
    }

    @Test func opensNothingInAnotherContextOrWithAnotherKey() throws {
        let sealed = try key().seal(secret, context: "signing-key/1")
        #expect(try key().open(sealed, context: "signing-key/2") == nil)
        #expect(try key().open(sealed, context: "") == nil)
        #expect(try key(8).open(sealed, context: "signing-key/1") == nil)
        #expect(try key().derived(purpose: "x").open(sealed, context: "signing-key/1") == nil)
    }

    @Test func everyChangedByteIsNoticed() throws {
        let key = try key()
        let sealed = key.seal(secret, context: "c")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(key.open(changed, context: "c") == nil)
            #expect(key.open(Array(sealed[..<index]), context: "c") == nil)
        }
        #expect(key.open(sealed + [0], context: "c") == nil)
    }

    @Test func theSameTextIsNeverSealedTheSameWay() throws {
        let key = try key()
        let sealed = Set((0..<100).map { _ in key.seal(secret, context: "c") })
        #expect(sealed.count == 100)
        #expect(Set(sealed.map { $0.prefix(12) }).count == 100)
    }

    /// What is stored today must open with the same secret tomorrow.
    @Test func opensWhatWasSealedWithTheDocumentedConstruction() throws {
        let root = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
        let purpose = HKDF<SHA256>
            .deriveKey(
                inputKeyMaterial: root,
                info: Array("gatehouse/purpose/keys".utf8),
                outputByteCount: 32
            )
        let cipher = HKDF<SHA256>
            .deriveKey(
                inputKeyMaterial: purpose,
                info: Array("gatehouse/seal".utf8),
                outputByteCount: 32
            )
        let code = HKDF<SHA256>
            .deriveKey(
                inputKeyMaterial: purpose,
                info: Array("gatehouse/hmac".utf8),
                outputByteCount: 32
            )
        let box = try AES.GCM.seal(secret, using: cipher, authenticating: Array("c".utf8))
        let derived = try key().derived(purpose: "keys")
        #expect(derived.open(Array(try #require(box.combined)), context: "c") == secret)
        #expect(derived.hmac(secret) == Array(HMAC<SHA256>.authenticationCode(for: secret, using: code)))
    }

    @Test func codesDependOnKeyPurposeAndMessage() throws {
        let key = try key()
        let codes = [
            key.hmac(secret), key.hmac([]), try self.key(8).hmac(secret), key.derived(purpose: "a").hmac(secret),
            key.derived(purpose: "b").hmac(secret), key.derived(purpose: "").hmac(secret),
        ]
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.count == 32 })
        #expect(try key.hmac(secret) == self.key().hmac(secret))
    }

    @Test func tellsRightCodesFromWrongOnes() throws {
        let key = try key()
        let code = key.hmac(secret)
        #expect(key.isValid(hmac: code, for: secret))
        #expect(!key.isValid(hmac: code, for: []))
        #expect(!key.isValid(hmac: [], for: secret))
        #expect(!key.isValid(hmac: Array(code.dropLast()), for: secret))
        #expect(!key.isValid(hmac: code.dropLast() + [code[31] ^ 1], for: secret))
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func takesSecretsOf32BytesOnly(count: Int) {
        #expect(SealingKey(bytes: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test func noTwoNewKeysAreTheSame() {
        #expect(SealingKey.generate().hmac(secret) != SealingKey.generate().hmac(secret))
    }

    @Test func theSecretCannotBePrinted() throws {
        let key = try key()
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key)] {
            #expect(text == "SealingKey")
        }
        #expect(dumped.count < 40)
    }
}
