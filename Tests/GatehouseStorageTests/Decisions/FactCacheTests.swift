import GatehousePolicy
import Testing

@testable import GatehouseStorage

@Suite("Facts that decisions share")
struct FactCacheTests {
    /// Swift calls these equal.
    private static let forms = ["Andr\u{E9}", "Andre\u{301}"]

    private static func tokens(_ text: String) -> [TokenFacts] {
        [
            TokenFacts(isVerified: true, issuer: text), TokenFacts(isVerified: true, subject: text),
            TokenFacts(isVerified: true, client: text), TokenFacts(isVerified: true, keyID: text),
            TokenFacts(isVerified: true, algorithm: text), TokenFacts(isVerified: true, tokenID: text),
            TokenFacts(isVerified: true, sessionID: text), TokenFacts(isVerified: true, audience: ["a", text]),
            TokenFacts(isVerified: true, scopes: [text]),
            TokenFacts(isVerified: true, claims: ["a": "b", "team": text]),
            TokenFacts(isVerified: true, claims: ["a": "b", text: "c"]),
        ]
    }

    private static func explanations(_ text: String) -> [DecisionExplanation] {
        let plain = DecisionExplanation(
            place: "a.yaml:1",
            tokenNeed: "required",
            conditions: [],
            sufficientScopes: [],
            areScopesEnough: false
        )
        func changed(_ change: (inout DecisionExplanation) -> Void) -> DecisionExplanation {
            var explanation = plain
            change(&explanation)
            return explanation
        }
        return [
            changed { $0.place = text }, changed { $0.tokenNeed = text },
            changed { $0.sufficientScopes = ["a", text] },
            changed { $0.conditions = [ExplainedCondition(subject: text, wanted: "a", actual: "b", isMet: true)] },
            changed { $0.conditions = [ExplainedCondition(subject: "a", wanted: text, actual: "b", isMet: true)] },
            changed { $0.conditions = [ExplainedCondition(subject: "a", wanted: "b", actual: text, isMet: true)] },
        ]
    }

    @Test func textsThatDifferInTheirFormAreTwoFacts() {
        let facts = Self.forms.map { text in
            Self.tokens(text).map { FactCache.Fact.token($0) }
                + Self.explanations(text).map { FactCache.Fact.explanation($0) }
        }

        for (one, other) in zip(facts[0], facts[1]) {
            #expect(one == other)
            #expect(FactKey(one) != FactKey(other), "\(one)")
            #expect(FactKey(one) == FactKey(one))
        }
    }

    @Test func aTextIsNotTakenForItsNeighbour() {
        // The Kelvin sign, which is canonically the letter K.
        let one = TokenFacts(isVerified: true, issuer: "K", subject: "\u{212A}")
        let other = TokenFacts(isVerified: true, issuer: "\u{212A}", subject: "K")

        #expect(one == other)
        #expect(FactKey(.token(one)) != FactKey(.token(other)))
    }

    @Test func equalClaimsAreOneFactInWhateverOrderTheyWereSet() {
        var claims: [String: String] = [:]
        for number in 0..<40 { claims["\u{E9}\(number)"] = "\(number)" }
        var reversed: [String: String] = [:]
        reversed.reserveCapacity(500)
        for number in (0..<40).reversed() { reversed["\u{E9}\(number)"] = "\(number)" }

        let keys = [claims, reversed].map { FactKey(.token(TokenFacts(isVerified: true, claims: $0))) }

        #expect(keys[0] == keys[1])
    }

    @Test func aDecisionShowsTheBytesThatItsOwnTokenHad() async throws {
        try await withDecisions { database, _ in
            let decisions = Self.forms.enumerated()
                .map { number, text in
                    RecordedDecision.fixture(
                        Int64(number),
                        token: TokenFacts(isVerified: true, client: "reader", claims: ["name": text])
                    )
                }
            _ = try database.write(decisions + decisions, TrafficTally(), now: RecordedDecision.start)

            let stored = try await database.decisions(DecisionFilter(), before: nil, limit: 10)

            let names = stored.reversed().compactMap { $0.token?.claims["name"].map { Array($0.utf8) } }
            #expect(names == (Self.forms + Self.forms).map { Array($0.utf8) })
        }
    }
}
