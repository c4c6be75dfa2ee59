import GatehouseJOSE
import GatehouseTestSupport
import Testing

@Suite("Mutation: DPoP proofs")
struct DPoPMutationTests {
    /// Every byte is covered by the signature or is the signature; there is one text for it.
    @Test(arguments: [SigningAlgorithm.es256, .edDSA])
    func everyChangedByteIsRefused(algorithm: SigningAlgorithm) throws {
        let proof = Array(try TestProofs.proof(key: TestTokens.key(algorithm)).utf8)
        for index in proof.indices {
            for change in [1, 2, 0x20, 0x80] as [UInt8] {
                var changed = proof
                changed[index] ^= change
                #expect(throws: DPoPRefusal.self) { try DPoPProof(parsing: changed.span) }
            }
        }
    }

    @Test func everyShorterOrLongerTextIsRefused() throws {
        let proof = Array(try TestProofs.proof().utf8)
        for count in proof.indices {
            #expect(throws: DPoPRefusal.self) { try DPoPProof(parsing: Array(proof[..<count]).span) }
        }
        for byte in UInt8.min ... .max {
            #expect(throws: DPoPRefusal.self) { try DPoPProof(parsing: (proof + [byte]).span) }
            #expect(throws: DPoPRefusal.self) { try DPoPProof(parsing: ([byte] + proof).span) }
        }
    }

    @Test func nothingThatIsWrongGetsThroughOrTraps() throws {
        let proof = Array(try TestProofs.proof().utf8)
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<2000 {
            let changed = Mutation.mutated(proof, using: &generator)
            #expect((try? DPoPProof(parsing: changed.span)) == nil || changed == proof)
        }
    }

    /// Signed nonsense: whatever the claims are, reading and checking them ends with an answer.
    @Test func signedNonsenseDoesNotTrap() throws {
        let key = try TestTokens.key(.edDSA)
        let payload = Array(TestProofs.claims(changing: ["nonce": "n", "ath": "AAAA"]).text.utf8)
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<2000 {
            let changed = String(decoding: Mutation.mutated(payload, using: &generator), as: UTF8.self)
            let text = try TestTokens.sign(header: TestProofs.header(key).text, payload: changed, with: key)
            let proof = try? DPoPProof(parsing: text)
            try? proof?
                .check(
                    method: TestProofs.method,
                    url: changed,
                    accessToken: nil,
                    now: .random(in: .min ... .max, using: &generator),
                    window: 60
                )
        }
    }
}
