import Testing

@testable import GatehousePolicy

@Suite("A decision in words")
struct DecisionWordsTests {
    @Test func aMissingScopeIsNamedWithTheGrantThatWouldDo() {
        let words = DecisionWords(
            .fixture(
                reason: "insufficient_scope",
                conditions: [.token, .scope("tstapp_data.write", held: "tstapp_data.read")],
                sufficient: ["tstapp_data.write"],
                token: .fixture(scopes: ["tstapp_data.read"])
            )
        )
        #expect(words.title == "Refused: the token does not carry tstapp_data.write")
        #expect(
            words.reasonSentence
                == "The route DELETE /data/{id} (policies/tstapp.yaml:16) asks for tstapp_data.write. "
                + "This token carries only tstapp_data.read."
        )
        #expect(
            words.remedy == "Grant tstapp_data.write to the client reader, which then fetches a new token."
        )
    }

    @Test func aPersonAllowsWhatTheirClientAsksFor() throws {
        var decision = RecordedDecision.fixture(
            reason: "insufficient_scope",
            conditions: [.token, .scope("w", held: "none"), .signIn],
            sufficient: ["w"],
            token: .fixture(scopes: [])
        )
        decision.subject = "5f0c"
        let words = DecisionWords(decision)
        #expect(words.reasonSentence.hasSuffix("This token carries no scope at all."))
        let remedy = try #require(words.remedy)
        #expect(remedy.hasPrefix("The client reader asks for w, and the person (5f0c) allows it."))
        #expect(remedy.hasSuffix("asks for sign-in: at most 300 s ago."))
    }

    @Test func anyOfIsSaidAsSuch() {
        let words = DecisionWords(
            .fixture(
                reason: "insufficient_scope",
                conditions: [.token, .scope("one of a, b", held: "c")],
                sufficient: ["a"],
                token: .fixture(scopes: ["c"])
            )
        )
        #expect(words.title == "Refused: the token carries none of a, b")
    }

    @Test func aPermitSaysOnWhatGround() {
        var decision = RecordedDecision.fixture(
            reason: "permitted",
            conditions: [.token, .scope("tstapp_data.read", held: "tstapp_data.read", isMet: true)],
            sufficient: ["tstapp_data.read"]
        )
        #expect(DecisionWords(decision).title == "Permitted: the token carries tstapp_data.read")
        #expect(DecisionWords(decision).remedy == nil)
        decision.explanation?.tokenNeed = "none"
        #expect(DecisionWords(decision).title == "Permitted: the route is public")
    }

    @Test func aFailingUpstreamIsNotTakenForARefusal() {
        var decision = RecordedDecision.fixture(reason: "permitted", status: 503)
        decision.upstreamFailure = "upstream_unreachable"
        let words = DecisionWords(decision)
        #expect(words.title == "Permitted, but the upstream could not be reached")
        #expect(words.reasonSentence.hasSuffix("The client got 503."))
        #expect(words.remedy?.contains("`upstream`") == true)
    }

    @Test func aCallOfGRPCThatFailedDidNotGetAGoodAnswer() {
        var decision = RecordedDecision.fixture(reason: "permitted", status: 200)
        decision.upstreamFailure = "request_too_large"
        #expect(decision.isRefusedCall)
        #expect(DecisionWords(decision).title == "Permitted, but the request turned out to be larger than it may be")
        #expect(DecisionWords(decision).reasonSentence.hasSuffix("The client got a status of gRPC."))
        // The upstream had answered, and its answer was passed on until then.
        decision.upstreamDuration = 5
        #expect(!decision.isRefusedCall)
        #expect(DecisionWords(decision).reasonSentence.hasSuffix("The client got 200."))
    }

    @Test(arguments: [("missing_token", 401, false), ("missing_token", 200, true), ("preflight_refused", 200, false)])
    func aRefusedCallHasTheStatusOfASuccess(reason: String, status: Int, isCall: Bool) {
        #expect(RecordedDecision.fixture(reason: reason, status: status).isRefusedCall == isCall)
    }

    @Test func anExpiredTokenSaysHowLongAgo() {
        var decision = RecordedDecision.fixture(reason: "invalid_token", detail: "expired", token: .fixture())
        decision.token?.expiresAt = decision.time / 1_000 - 720
        #expect(DecisionWords(decision).title == "Refused: the token has expired")
        #expect(DecisionWords(decision).reasonSentence == "It expired 12 min before the request.")
    }

    @Test func aWrongAudienceNamesBoth() {
        let decision = RecordedDecision.fixture(
            reason: "invalid_token",
            detail: "wrong_audience",
            conditions: [.refusedToken("wrong_audience"), .scope("r", held: "r")],
            sufficient: ["r"],
            token: .fixture(audience: ["https://other.example.test"])
        )
        let words = DecisionWords(decision)
        #expect(
            words.reasonSentence
                == "It is for https://other.example.test, and this application is http://localhost:8080/tstapp."
        )
        #expect(words.remedy?.contains("ask for the scope r") == true)
    }

    @Test func aMissingTokenSaysWhichOneIsWanted() {
        let decision = RecordedDecision.fixture(
            reason: "missing_token",
            conditions: [.token, .scope("r", held: "none")],
            sufficient: ["r"],
            token: nil
        )
        #expect(
            DecisionWords(decision).remedy
                == "Send `Authorization: Bearer` with an access token for http://localhost:8080/tstapp that carries r."
        )
    }

    @Test func aClaimIsComparedWithWhatTheTokenHas() {
        let condition = ExplainedCondition(
            subject: "claim department",
            wanted: "\"finance\"",
            actual: "\"sales\"",
            isMet: false
        )
        let words = DecisionWords(
            .fixture(reason: "claim_not_allowed", detail: "department", conditions: [.token, condition])
        )
        #expect(words.title == "Refused: the claim department is \"sales\", not \"finance\"")
        let missing = ExplainedCondition(
            subject: "claim department",
            wanted: "\"finance\"",
            actual: "missing",
            isMet: false
        )
        let other = DecisionWords(
            .fixture(reason: "claim_not_allowed", detail: "department", conditions: [.token, missing])
        )
        #expect(other.title == "Refused: the token has no claim department")
    }

    @Test func aProgramNeverSignsIn() {
        var decision = RecordedDecision.fixture(reason: "sign_in_too_old", conditions: [.token, .signIn])
        #expect(DecisionWords(decision).title == "Refused: the route needs a person who has just signed in")
        decision.subject = "5f0c"
        #expect(DecisionWords(decision).title == "Refused: the sign-in is too old")
        #expect(DecisionWords(decision).reasonSentence.contains("at most 300 s ago; this one: 400 s ago"))
    }

    @Test func aPathThatAnApplicationMayAllowSaysHow() {
        let words = DecisionWords(.fixture(reason: "malformed_request", detail: "encoded_slash"))
        #expect(words.title == "Refused: the path has an encoded slash")
        #expect(words.remedy?.contains("`paths: { encoded_slash: segment }`") == true)
    }

    @Test func noApplicationIsAnotherCaseThanNoRoute() {
        var decision = RecordedDecision.fixture(reason: "no_route")
        #expect(DecisionWords(decision).title == "Refused: no route of tstapp matches")
        decision.application = nil
        #expect(DecisionWords(decision).title == "Refused: no application is mounted there")
    }

    static let reasons = [
        "permitted", "issuer", "missing_token", "invalid_token", "invalid_dpop_proof", "use_dpop_nonce",
        "insufficient_scope", "client_not_allowed", "claim_not_allowed", "sign_in_too_old", "no_route",
        "method_not_allowed", "malformed_request", "invalid_request", "service_worker", "too_large", "head_timeout",
        "https_required", "overloaded", "preflight", "preflight_refused", "rate_limited", "issuer_unavailable",
    ]

    @Test(arguments: reasons)
    func everyReasonHasItsSentencesEvenWithoutDetails(_ reason: String) {
        let decision = RecordedDecision(
            time: 1_000_000,
            requestID: "r",
            peer: "127.0.0.1",
            method: "GET",
            path: "/",
            reason: reason,
            isPermit: ["permitted", "issuer", "preflight"].contains(reason),
            status: 400,
            duration: 1
        )
        let words = DecisionWords(decision)
        #expect(!words.title.hasSuffix("."))
        #expect(words.reasonSentence.hasSuffix("."))
        #expect(words.remedy?.hasSuffix(".") ?? true)
        // The last resort, which only repeats the word.
        #expect(!words.reasonSentence.hasPrefix("The gate says"))
    }

    @Test func aRefusedTokenIsCountedByItsDetail() {
        #expect(DecisionWords.label(reason: "invalid_token", detail: "expired") == "invalid_token, expired")
        #expect(DecisionWords.label(reason: "claim_not_allowed", detail: "department") == "claim_not_allowed")
    }

    @Test func aFilterTakesTheReasonAsItIsShown() {
        let filter = DecisionFilter(reason: "invalid_token, expired")

        #expect([filter.reason, filter.detail] == ["invalid_token", "expired"])
        #expect(DecisionFilter(reason: "invalid_token").detail == nil)
        #expect(DecisionFilter(reason: "a,b").reason == "a,b")
    }
}

extension RecordedDecision {
    static func fixture(
        reason: String = "permitted",
        detail: String? = nil,
        status: Int = 200,
        conditions: [ExplainedCondition] = [.token],
        sufficient: [String] = [],
        token: TokenFacts? = .fixture()
    ) -> RecordedDecision {
        RecordedDecision(
            time: 1_790_000_000_000,
            requestID: "0123456789abcdef0123456789abcdef",
            peer: "127.0.0.1",
            method: "DELETE",
            path: "/tstapp/data/7",
            application: "tstapp",
            route: "DELETE /data/{id}",
            client: "reader",
            subject: "reader",
            reason: reason,
            detail: detail,
            isPermit: reason == "permitted",
            status: status,
            duration: 61,
            explanation: DecisionExplanation(
                place: "policies/tstapp.yaml:16",
                tokenNeed: "required",
                conditions: conditions,
                sufficientScopes: sufficient,
                areScopesEnough: false
            ),
            token: token
        )
    }
}

extension TokenFacts {
    static func fixture(
        audience: [String] = ["http://localhost:8080/tstapp"],
        scopes: [String] = ["tstapp_data.read"]
    ) -> TokenFacts {
        TokenFacts(isVerified: true, subject: "reader", client: "reader", audience: audience, scopes: scopes)
    }
}

extension ExplainedCondition {
    static let token = ExplainedCondition(
        subject: "token",
        wanted: "a valid one for http://localhost:8080/tstapp",
        actual: "one",
        isMet: true
    )
    static let signIn = ExplainedCondition(
        subject: "sign-in",
        wanted: "at most 300 s ago",
        actual: "400 s ago",
        isMet: false
    )

    static func refusedToken(_ detail: String) -> ExplainedCondition {
        ExplainedCondition(subject: "token", wanted: token.wanted, actual: "refused: \(detail)", isMet: false)
    }

    static func scope(_ wanted: String, held: String, isMet: Bool = false) -> ExplainedCondition {
        ExplainedCondition(subject: "scope", wanted: wanted, actual: held, isMet: isMet)
    }
}
