import GatehouseJOSE
import Testing

@Suite("OpenID Connect Core §3.1.3.6: at_hash and c_hash")
struct TokenHashTests {
    // OpenID Connect Core appendix A.3, A.4 and A.6.
    @Test(arguments: [SigningAlgorithm.es256, .rs256, .ps256])
    func hasThePublishedValues(algorithm: SigningAlgorithm) {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
        #expect(TokenHash.half(of: token, algorithm: algorithm) == "77QmUPtjPfzWtF2AnpK9RQ")
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"
        #expect(TokenHash.half(of: code, algorithm: algorithm) == "LDktKdoQak3Pk0cnXxCltA")
    }

    // Ed25519 goes with SHA-512.
    @Test func ed25519TakesHalfOfSHA512() {
        let hash = TokenHash.half(of: "dNZX1hEZ9wBCzNL40Upu646bdzQA", algorithm: .edDSA)
        #expect(hash == "8xltSlOGYrWy8W9yNvRlEth1i_bXW-JROWPLvCv5zog")
    }
}
