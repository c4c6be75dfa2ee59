import GatehouseJOSE
import GatehouseTestSupport
import Testing

@Suite("No change of a valid token is accepted")
struct TokenMutationTests {
    private static func token(_ algorithm: SigningAlgorithm) throws -> [UInt8] {
        Array(try TestTokens.sign(TestTokens.claims, with: TestTokens.key(algorithm)).utf8)
    }

    private static func isAccepted(_ token: [UInt8], _ issuers: TrustedIssuers) -> Bool {
        (try? TestTokens.verify(token, issuers: issuers)) != nil
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func everyFlippedBitIsRejected(algorithm: SigningAlgorithm) throws {
        let issuers = try TestTokens.issuers()
        let token = try Self.token(algorithm)
        #expect(Self.isAccepted(token, issuers))
        for index in token.indices {
            for bit in 0..<8 {
                var changed = token
                changed[index] ^= 1 << UInt8(bit)
                #expect(!Self.isAccepted(changed, issuers), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func everyInvertedByteIsRejected(algorithm: SigningAlgorithm) throws {
        let issuers = try TestTokens.issuers()
        let token = try Self.token(algorithm)
        for index in token.indices {
            var changed = token
            changed[index] ^= 0xFF
            #expect(!Self.isAccepted(changed, issuers), "byte \(index)")
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func everyTruncationIsRejected(algorithm: SigningAlgorithm) throws {
        let issuers = try TestTokens.issuers()
        let token = try Self.token(algorithm)
        for count in token.indices {
            #expect(!Self.isAccepted(Array(token.prefix(count)), issuers), "first \(count)")
            #expect(!Self.isAccepted(Array(token.suffix(count)), issuers), "last \(count)")
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func everyRemovedOrDoubledByteIsRejected(algorithm: SigningAlgorithm) throws {
        let issuers = try TestTokens.issuers()
        let token = try Self.token(algorithm)
        for index in token.indices {
            var shorter = token
            shorter.remove(at: index)
            #expect(!Self.isAccepted(shorter, issuers), "without \(index)")
            var longer = token
            longer.insert(token[index], at: index)
            #expect(!Self.isAccepted(longer, issuers), "twice \(index)")
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func partsOfTwoTokensMakeNone(algorithm: SigningAlgorithm) throws {
        let issuers = try TestTokens.issuers()
        let key = try TestTokens.key(algorithm)
        let first = try TestTokens.sign(TestTokens.claims, with: key).split(separator: ".")
        let second = try TestTokens.sign(TestTokens.claims(changing: ["sub": "bob"]), with: key).split(separator: ".")
        for mixed in ["\(first[0]).\(first[1]).\(second[2])", "\(first[0]).\(second[1]).\(first[2])"] {
            #expect(throws: TokenRejection.badSignature) { try TestTokens.verify(mixed, issuers: issuers) }
        }
    }

    @Test(arguments: UInt64(1)...400)
    func randomChangesNeitherPassNorTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let issuers = try TestTokens.issuers()
        let algorithm = try #require(SigningAlgorithm.allCases.randomElement(using: &generator))
        let token = try Self.token(algorithm)
        for _ in 0..<20 {
            let changed = Mutation.mutated(token, using: &generator)
            #expect(changed == token || !Self.isAccepted(changed, issuers))
        }
    }

    /// Signed nonsense reaches the code behind the signature as well.
    @Test(arguments: UInt64(1)...400)
    func randomClaimsThatAreWellSignedDoNotTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let issuers = try TestTokens.issuers()
        let key = try TestTokens.key(.edDSA)
        for _ in 0..<20 {
            let header = Mutation.mutated(TestTokens.header(key).serialized(), using: &generator)
            let payload = Mutation.mutated(TestTokens.claims.serialized(), using: &generator)
            for header in [header, TestTokens.header(key).serialized()] {
                let input = Array((Base64URL.encode(header) + "." + Base64URL.encode(payload)).utf8)
                let signature = Base64URL.encode(try key.signature(for: input))
                let token = input + Array(("." + signature).utf8)
                guard let verified = try? TestTokens.verify(token, issuers: issuers) else { continue }
                try? verified.check(now: .random(in: .min ... .max, using: &generator), audience: TestTokens.audience)
            }
        }
    }
}
