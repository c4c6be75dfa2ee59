import GatehouseJOSE
import Testing

@Suite("RFC 7517, RFC 7518 §6, RFC 8037: JWK")
struct JSONWebKeyTests {
    private static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    private static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    private static let edX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    @Test func hasThePublishedThumbprints() throws {
        for entry in try Vectors.entries("thumbprints.json") {
            let jwk = try JSONWebKey(parsing: try #require(entry["jwk"]?.object))
            #expect(jwk.thumbprint == entry["thumbprint"]?.string)
        }
    }

    @Test func hasTheThumbprintsThatOthersComputed() throws {
        for entry in try Vectors.entries("openssl-tokens.json") {
            let jwk = try JSONWebKey(parsing: try #require(entry["jwk"]?.object))
            #expect(jwk.thumbprint == entry["keyID"]?.string)
        }
    }

    @Test func showsWhatItRead() throws {
        let objects: [JSONObject] = [
            ["crv": "P-256", "kty": "EC", "x": .string(Self.x), "y": .string(Self.y)],
            ["crv": "Ed25519", "kty": "OKP", "x": .string(Self.edX)],
        ]
        for object in objects {
            #expect(try JSONWebKey(parsing: object).members.text == object.text)
        }
    }

    private static let unacceptable: [(JSONObject, KeyRefusal)] = [
        (["kty": "EC", "crv": "P-384", "x": .string(x), "y": .string(y)], .unsupported),
        (["kty": "EC", "crv": "secp256k1", "x": .string(x), "y": .string(y)], .unsupported),
        (["kty": "oct", "k": "AAAA"], .unsupported),
        (["kty": "OKP", "crv": "X25519", "x": .string(edX)], .unsupported),
        (["kty": "OKP", "crv": "Ed448", "x": .string(edX)], .unsupported),
        (["kty": "O\u{212A}P", "crv": "Ed25519", "x": .string(edX)], .unsupported),
        (["crv": "P-256", "x": .string(x), "y": .string(y)], .malformed),
        (["kty": 1], .malformed),
        (["kty": "EC", "x": .string(x), "y": .string(y)], .malformed),
        (["kty": "EC", "crv": "P-256", "x": .string(x)], .malformed),
        (["kty": "EC", "crv": "P-256", "x": .string(x), "y": "AAAA"], .malformed),
        (["kty": "EC", "crv": "P-256", "x": .string(x + "="), "y": .string(y)], .malformed),
        (["kty": "EC", "crv": "P-256", "x": 5, "y": .string(y)], .malformed),
        (["kty": "OKP", "crv": "Ed25519", "x": .string(edX + "AA")], .malformed),
        (["kty": "OKP", "crv": "Ed25519"], .malformed),
        (["kty": "RSA", "n": "AQAB"], .malformed),
        (["kty": "RSA", "n": "", "e": "AQAB"], .malformed),
        (["kty": "RSA", "n": "AAEB", "e": "AQAB"], .malformed),
        (["kty": "RSA", "n": "AQEB", "e": "AAEAAQ"], .malformed),
    ]

    @Test(arguments: unacceptable)
    func refusesWhatIsNoSupportedKey(object: JSONObject, refusal: KeyRefusal) {
        #expect(throws: refusal) { try JSONWebKey(parsing: object) }
    }

    @Test func refusesAPointThatIsNotOnTheCurve() throws {
        let jwk = try JSONWebKey(parsing: ["kty": "EC", "crv": "P-256", "x": .string(Self.y), "y": .string(Self.x)])
        #expect(throws: KeyRefusal.invalidKey) { try VerificationKey(jwk, algorithm: .es256) }
        let origin = JSONWebKey.ellipticCurve(x: Array(repeating: 0, count: 32), y: Array(repeating: 0, count: 32))
        #expect(throws: KeyRefusal.invalidKey) { try VerificationKey(origin, algorithm: .es256) }
    }

    @Test(arguments: [
        (1024, KeyRefusal.unacceptableSize), (2040, .unacceptableSize), (2047, .unacceptableSize),
        (8193, .unacceptableSize), (8200, .unacceptableSize), (16384, .unacceptableSize),
    ])
    func refusesRSAKeysOfOtherSizes(bits: Int, refusal: KeyRefusal) {
        let jwk = JSONWebKey.rsa(modulus: Self.modulus(bits: bits), exponent: [1, 0, 1])
        #expect(throws: refusal) { try VerificationKey(jwk, algorithm: .rs256) }
    }

    @Test(arguments: [2048, 3072, 4096, 8192])
    func takesRSAKeysOfTheseSizes(bits: Int) throws {
        _ = try VerificationKey(.rsa(modulus: Self.modulus(bits: bits), exponent: [1, 0, 1]), algorithm: .ps256)
    }

    @Test(arguments: [[1], [2], [4], [1, 0, 0], [1, 0, 0, 0, 1], []] as [[UInt8]])
    func refusesRSAExponentsThatAreEvenOneOrHuge(exponent: [UInt8]) {
        let jwk = JSONWebKey.rsa(modulus: Self.modulus(bits: 2048), exponent: exponent)
        #expect(throws: KeyRefusal.invalidKey) { try VerificationKey(jwk, algorithm: .rs256) }
    }

    @Test func refusesAnEvenRSAModulus() {
        var modulus = Self.modulus(bits: 2048)
        modulus[modulus.count - 1] = 0xFE
        #expect(throws: KeyRefusal.invalidKey) {
            try VerificationKey(.rsa(modulus: modulus, exponent: [1, 0, 1]), algorithm: .rs256)
        }
    }

    @Test func aKeyWorksWithItsOwnAlgorithmsOnly() throws {
        let jwk = try JSONWebKey(parsing: ["kty": "EC", "crv": "P-256", "x": .string(Self.x), "y": .string(Self.y)])
        for algorithm in [SigningAlgorithm.rs256, .ps256, .edDSA] {
            #expect(throws: KeyRefusal.wrongKeyType) { try VerificationKey(jwk, algorithm: algorithm) }
        }
    }

    /// An odd number of exactly so many bits.
    private static func modulus(bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xFF, count: (bits + 7) / 8)
        bytes[0] = bits % 8 == 0 ? 0xFF : UInt8((1 << (bits % 8)) - 1)
        return bytes
    }
}
