import GatehouseJOSE
import Testing

@Suite("Published signatures")
struct SignatureVectorTests {
    private struct Vector {
        let source: String
        let key: VerificationKey
        let input: [UInt8]
        let signature: [UInt8]

        init(_ entry: JSONObject) throws {
            source = try #require(entry["source"]?.string)
            let name = try #require(entry["algorithm"]?.string)
            let algorithm = try #require(SigningAlgorithm(rawValue: name))
            let jwk = try JSONWebKey(parsing: try #require(entry["jwk"]?.object))
            key = try VerificationKey(jwk, algorithm: algorithm)
            let token = Array(try #require(entry["token"]?.string).utf8)
            let found = CompactSignature(token.span)
            let parts = try #require(found)
            input = Array(token[parts.signingInput])
            let decoded = Base64URL.decode(token.span.extracting(parts.signature))
            signature = try #require(decoded)
        }
    }

    private static func vectors() throws -> [Vector] {
        try Vectors.entries("signatures.json").map(Vector.init)
            + Vectors.entries("openssl-tokens.json").map(Vector.init)
    }

    @Test func everyAlgorithmHasVectors() throws {
        let algorithms = try Self.vectors().map(\.key.algorithm)
        for algorithm in SigningAlgorithm.allCases {
            #expect(algorithms.count { $0 == algorithm } == 2)
        }
    }

    @Test func acceptsThem() throws {
        for vector in try Self.vectors() {
            #expect(vector.key.isValidSignature(vector.signature, for: vector.input), "\(vector.source)")
        }
    }

    @Test func refusesThemForAnyOtherMessage() throws {
        for vector in try Self.vectors() {
            #expect(!vector.key.isValidSignature(vector.signature, for: vector.input + [0x2E]), "\(vector.source)")
            #expect(!vector.key.isValidSignature(vector.signature, for: []), "\(vector.source)")
        }
    }

    @Test func refusesSignaturesOfAnyOtherLength() throws {
        for vector in try Self.vectors() {
            let signature = vector.signature
            let others = [
                [], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
                signature + signature,
            ]
            for other in others {
                #expect(!vector.key.isValidSignature(other, for: vector.input), "\(vector.source) \(other.count)")
            }
        }
    }

    @Test func refusesSignaturesOfZeros() throws {
        for vector in try Self.vectors() {
            let zeros = [UInt8](repeating: 0, count: vector.signature.count)
            #expect(!vector.key.isValidSignature(zeros, for: vector.input), "\(vector.source)")
        }
    }

    // RFC 7518 §3.4: r and s, 32 bytes each, never the ASN.1 form that most libraries produce.
    @Test func refusesAnASN1SignatureForES256() throws {
        let vector = try #require(try Self.vectors().first { $0.key.algorithm == .es256 })
        let halves = [vector.signature.prefix(32), vector.signature.suffix(32)]
        let integers = halves.flatMap { half in
            let bytes = (half.first ?? 0) > 0x7F ? [0] + half : Array(half)
            return [0x02, UInt8(bytes.count)] + bytes
        }
        #expect(!vector.key.isValidSignature([0x30, UInt8(integers.count)] + integers, for: vector.input))
    }

    @Test func aSignatureOfOneRSASchemeIsNoneOfTheOther() throws {
        for vector in try Self.vectors() where [.rs256, .ps256].contains(vector.key.algorithm) {
            let other: SigningAlgorithm = vector.key.algorithm == .rs256 ? .ps256 : .rs256
            let key = try VerificationKey(vector.key.jwk, algorithm: other)
            #expect(!key.isValidSignature(vector.signature, for: vector.input), "\(vector.source)")
        }
    }
}
