import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("RFC 9449 §7.1, §9: the answers about proofs")
struct ProofAnswerTests {
    private static let algorithms = ", algs=\"ES256 EdDSA PS256 RS256\""

    static let refusals: [ProofRefusal] =
        [.missing, .unknownNonce, .full] + DPoPRefusal.allCases.map { .wrong($0) }

    private var challenge: ChallengeContext {
        var challenge = Answer.challenge
        challenge.usesDPoP = true
        return challenge
    }

    @Test(arguments: refusals)
    func aBadProofIsToldWhy(refusal: ProofRefusal) {
        let expected = Answer.expected(
            "401 Unauthorized",
            fields: [
                "WWW-Authenticate: DPoP error=\"invalid_dpop_proof\", error_description=\"\(refusal.description)\""
                    + Self.algorithms
            ],
            detail: refusal.description,
            error: "invalid_dpop_proof"
        )
        #expect(Answer.text(.invalidProof(refusal)) == expected)
        #expect(Answer.text(.invalidProof(refusal), challenge: challenge) == expected)
        #expect(Answer.text(.invalidProof(refusal), challenge: nil) == expected)
    }

    @Test func aMissingNonceIsGiven() {
        let detail = "The DPoP proof must carry the nonce of this answer"
        let nonce = String(repeating: "n", count: 32)
        let expected = Answer.expected(
            "401 Unauthorized",
            fields: [
                "WWW-Authenticate: DPoP error=\"use_dpop_nonce\", error_description=\"\(detail)\"" + Self.algorithms,
                "DPoP-Nonce: \(nonce)",
            ],
            detail: detail,
            error: "use_dpop_nonce"
        )
        #expect(Answer.text(.useNonce(nonce), challenge: challenge) == expected)
    }

    /// What a request in the scheme DPoP is told about its token, in the same scheme.
    static let schemes: [(Refusal, String)] = [
        (
            .invalidToken(.unprovedBinding),
            "error=\"invalid_token\", error_description=\"\(TokenRejection.unprovedBinding.description)\""
        ),
        (.denied(.insufficientScope), "error=\"insufficient_scope\", scope=\"tstapp_data.read\""),
        (
            .denied(.signInTooOld(maxAge: 300, kind: .user)),
            "error=\"insufficient_user_authentication\", max_age=\"300\""
        ),
    ]

    @Test(arguments: schemes)
    func theSchemeOfTheRequestIsTheSchemeOfTheChallenge(refusal: Refusal, parameters: String) {
        let proved = Answer.text(refusal, challenge: challenge)
        #expect(proved.contains("\r\nWWW-Authenticate: DPoP \(parameters)\(Self.algorithms)\r\n"))
        #expect(Answer.text(refusal).contains("\r\nWWW-Authenticate: Bearer \(parameters)\r\n"))
    }

    @Test func everyRefusalHasItsOwnNameAndSentence() {
        #expect(Set(Self.refusals.map(\.reason)).count == Self.refusals.count)
        #expect(Set(Self.refusals.map(\.description)).count == Self.refusals.count)
    }

    @Test(arguments: refusals)
    func aBadProofIsCountedByName(refusal: ProofRefusal) {
        let outcome = RequestOutcome(admission: Admission(.refuse(.invalidProof(refusal))), status: 401, started: 0)
        #expect(outcome.reason.name == "invalid_dpop_proof")
        #expect(outcome.detail == refusal.reason)
    }

    /// The nonce itself is not written down.
    @Test func aMissingNonceIsCountedByName() {
        let outcome = RequestOutcome(admission: Admission(.refuse(.useNonce("n"))), status: 401, started: 0)
        #expect(outcome.reason.name == "use_dpop_nonce")
        #expect(outcome.detail == nil)
        #expect(!outcome.reason.isPermit)
    }
}
