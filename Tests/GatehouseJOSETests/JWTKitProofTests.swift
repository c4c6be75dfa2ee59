import GatehouseJOSE
import JWTKit
import Testing

/// An independent implementation makes proofs and assertions that are taken here.
@Suite("Differential: jwt-kit, proofs and assertions")
struct JWTKitProofTests {
    private struct Claims: JWTPayload {
        var jti = "one"
        var htm = TestProofs.method
        var htu = TestProofs.url
        var iat = TestProofs.now

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private static let kid = JWKIdentifier(string: "key")

    private func keys(_ algorithm: SigningAlgorithm) async throws -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        let pem = try Vectors.pem(algorithm.rawValue.lowercased())
        switch algorithm {
        case .es256: await keys.add(ecdsa: try ES256PrivateKey(pem: pem), kid: Self.kid)
        case .rs256: await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256, kid: Self.kid)
        case .ps256: await keys.add(pss: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256, kid: Self.kid)
        case .edDSA: await keys.add(eddsa: try EdDSA.PrivateKey(pem: pem), kid: Self.kid)
        }
        return keys
    }

    private func header(_ algorithm: SigningAlgorithm) throws -> JWTHeader {
        let jwk = try TestTokens.key(algorithm).verificationKey.jwk.members.members
        var fields: [String: JWTHeaderField] = [:]
        for member in jwk {
            fields[member.name] = .string(try #require(member.value.string))
        }
        var header: JWTHeader = ["typ": .string("dpop+jwt")]
        header.fields["jwk"] = .object(fields)
        return header
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func itsProofsAreAcceptedHere(algorithm: SigningAlgorithm) async throws {
        let text = try await keys(algorithm).sign(Claims(), kid: Self.kid, header: header(algorithm))
        let proof = try DPoPProof(parsing: text)
        #expect(proof.thumbprint == (try TestTokens.key(algorithm).keyID))
        try proof.check(method: TestProofs.method, url: TestProofs.url, now: TestProofs.now, window: 0)
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func ourProofsAreAcceptedThere(algorithm: SigningAlgorithm) async throws {
        let text = try TestProofs.proof(header: ["kid": "key"], key: TestTokens.key(algorithm))
        #expect(try await keys(algorithm).verify(text, as: Claims.self).htu == TestProofs.url)
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func itsAssertionsAreAcceptedHere(algorithm: SigningAlgorithm) async throws {
        let text = try await keys(algorithm).sign(Claims(), kid: Self.kid)
        let key = try VerificationKey(
            TestTokens.key(algorithm).verificationKey.jwk,
            algorithm: algorithm,
            keyID: "key"
        )
        let signed = try JSONWebTokenVerifier(keys: VerificationKeySet([key])).verify(text)
        #expect(try signed.text("jti") == "one")
        #expect(try signed.instant("iat") == TestProofs.now)
    }

    /// The public key as a shared secret: the classic confusion of algorithms.
    @Test func anHMACWithThePublicKeyIsRefused() async throws {
        let keys = JWTKeyCollection()
        let secret = try TestTokens.key().verificationKey.jwk.members.text
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: Self.kid)
        let text = try await keys.sign(Claims(), kid: Self.kid, header: header(.es256))
        #expect(throws: DPoPRefusal.unsupportedAlgorithm) { try DPoPProof(parsing: text) }
        let set = VerificationKeySet([try TestTokens.key().verificationKey])
        #expect(throws: JSONWebTokenRefusal.unsupportedAlgorithm) { try JSONWebTokenVerifier(keys: set).verify(text) }
    }
}
