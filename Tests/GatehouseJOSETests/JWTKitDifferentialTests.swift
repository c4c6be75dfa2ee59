import GatehouseJOSE
import GatehouseTestSupport
import JWTKit
import Testing

/// An independent implementation must agree about tokens, both ways.
@Suite("Differential: jwt-kit")
struct JWTKitDifferentialTests {
    private struct Claims: JWTPayload, Equatable {
        var iss = TestTokens.issuer
        var sub = "alice"
        var aud = [TestTokens.audience]
        var exp = TestTokens.expiresAt
        var iat = TestTokens.issuedAt
        var jti = "GRANT.RANDOM"
        var client_id = "reader"
        var scope = "tstapp_data.read"
        var text = "\"\\/ \u{E9}\u{1F600}\n\t"

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private static let identifier = JWKIdentifier(string: "key")

    /// The test key of an algorithm as jwt-kit holds it.
    private func keys(_ algorithm: SigningAlgorithm, kid: String) async throws -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        let pem = try Vectors.pem(algorithm.rawValue.lowercased())
        let kid = JWKIdentifier(string: kid)
        switch algorithm {
        case .es256: await keys.add(ecdsa: try ES256PrivateKey(pem: pem), kid: kid)
        case .rs256: await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256, kid: kid)
        case .ps256: await keys.add(pss: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256, kid: kid)
        case .edDSA: await keys.add(eddsa: try EdDSA.PrivateKey(pem: pem), kid: kid)
        }
        return keys
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func itsTokensAreAcceptedHere(algorithm: SigningAlgorithm) async throws {
        let key = try TestTokens.key(algorithm)
        let keys = try await keys(algorithm, kid: key.keyID)
        for number in 0..<20 {
            var claims = Claims()
            claims.sub = "subject-\(number)"
            let token = try await keys.sign(
                claims,
                kid: JWKIdentifier(string: key.keyID),
                header: ["typ": .string("at+jwt")]
            )
            let verified = try TestTokens.verify(token)
            #expect(verified.subject == claims.sub)
            #expect(verified.claims["text"]?.string == claims.text)
            #expect(verified.expiresAt == claims.exp)
            #expect(verified.algorithm == algorithm)
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func ourTokensAreAcceptedThere(algorithm: SigningAlgorithm) async throws {
        let key = try TestTokens.key(algorithm)
        let keys = try await keys(algorithm, kid: key.keyID)
        let expected = Claims()
        for _ in 0..<20 {
            let token = try TestTokens.sign(TestTokens.claims(changing: ["text": .string(expected.text)]), with: key)
            #expect(try await keys.verify(token, as: Claims.self) == expected)
        }
    }

    @Test func itReadsOurKeySet() async throws {
        let set = VerificationKeySet(try SigningAlgorithm.allCases.map { try TestTokens.key($0).verificationKey })
        let keys = try await JWTKeyCollection().add(jwksJSON: set.json)
        let claims = TestTokens.claims(changing: ["text": "x"])
        for algorithm in SigningAlgorithm.allCases {
            let token = try TestTokens.sign(claims, with: TestTokens.key(algorithm))
            #expect(try await keys.verify(token, as: Claims.self).sub == "alice")
        }
    }

    /// Whatever jwt-kit refuses for its signature, we refuse as well.
    @Test(arguments: SigningAlgorithm.allCases)
    func nothingThatItRefusesIsAcceptedHere(algorithm: SigningAlgorithm) async throws {
        let key = try TestTokens.key(algorithm)
        let keys = try await keys(algorithm, kid: key.keyID)
        let issuers = try TestTokens.issuers()
        let token = Array(try TestTokens.sign(TestTokens.claims(changing: ["text": "x"]), with: key).utf8)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let changed = Mutation.mutated(token, using: &generator)
            let isAcceptedThere = (try? await keys.verify(changed, as: Claims.self)) != nil
            let isAcceptedHere = (try? TestTokens.verify(changed, issuers: issuers)) != nil
            #expect(!isAcceptedHere || isAcceptedThere)
            #expect(!isAcceptedHere || changed == token)
        }
    }

    /// jwt-kit signs these happily; a gateway must not take them.
    @Test func itsOtherTokensAreRefusedHere() async throws {
        let key = try TestTokens.key()
        let keys = try await keys(.es256, kid: key.keyID)
        await keys.add(
            hmac: "a shared secret that is long enough to count",
            digestAlgorithm: .sha256,
            kid: Self.identifier
        )
        await keys.addUnsecuredNone(kid: JWKIdentifier(string: "none"))
        let type: JWTHeader = ["typ": .string("at+jwt")]
        let hmac = try await keys.sign(Claims(), kid: Self.identifier, header: type)
        #expect(throws: TokenRejection.unsupportedAlgorithm) { try TestTokens.verify(hmac) }
        let none = try await keys.sign(Claims(), kid: JWKIdentifier(string: "none"), header: type)
        #expect(throws: TokenRejection.malformed) { try TestTokens.verify(none) }
        let untyped = try await keys.sign(Claims(), kid: JWKIdentifier(string: key.keyID))
        #expect(throws: TokenRejection.wrongType) { try TestTokens.verify(untyped) }
        let unnamed = try await keys.sign(Claims(), header: type)
        #expect(throws: TokenRejection.unknownKey) { try TestTokens.verify(unnamed) }
        var critical = type
        critical.fields["crit"] = .array([.string("exp")])
        let crit = try await keys.sign(Claims(), kid: JWKIdentifier(string: key.keyID), header: critical)
        #expect(throws: TokenRejection.criticalHeader) { try TestTokens.verify(crit) }
    }
}
