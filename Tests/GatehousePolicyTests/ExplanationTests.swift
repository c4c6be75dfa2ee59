import GatehouseTestSupport
import Testing

@testable import GatehousePolicy

@Suite("Explanations")
struct ExplanationTests {
    private func explain(_ method: String, _ target: String, _ caller: PolicyCaller? = nil) throws -> PolicyExplanation
    {
        let policy = try policy(
            ExampleTests.application.with([
                "routes": [
                    "GET /health": "public",
                    "GET /any": ["any": ["tstapp_data.write", "tstapp_data.read"]],
                    "DELETE /data/{id}": [
                        "all": ["tstapp_data.write"], "claims": ["department": ["finance"]], "max_age": 300,
                    ],
                    "ANY /me": "authenticated",
                ]
            ])
        )
        return PolicyExplanation(
            of: PolicyRequest(method: method, target: target, caller: caller),
            under: policy,
            now: 1_000
        )
    }

    @Test func everyConditionIsComparedWithWhatTheCallerHas() throws {
        let caller = PolicyCaller(
            scopes: ["openid", "tstapp_data.write"],
            claims: ["department": .string("sales")],
            authenticationAge: 400
        )
        let explanation = try explain("DELETE", "/tstapp/data/7", caller)
        #expect(explanation.outcome.verdict == "deny claim_not_allowed")
        #expect(explanation.route?.label == "DELETE /data/{id}")
        #expect(
            explanation.conditions == [
                ExplainedCondition(
                    subject: "token",
                    wanted: "a valid one for http://localhost:8080/tstapp",
                    actual: "one",
                    isMet: true
                ),
                ExplainedCondition(
                    subject: "scope",
                    wanted: "tstapp_data.write",
                    actual: "openid tstapp_data.write",
                    isMet: true
                ),
                ExplainedCondition(
                    subject: "claim department",
                    wanted: "\"finance\"",
                    actual: "\"sales\"",
                    isMet: false
                ),
                ExplainedCondition(subject: "sign-in", wanted: "at most 300 s ago", actual: "400 s ago", isMet: false),
            ]
        )
        #expect(!explanation.areScopesEnough)
    }

    @Test func theSmallestScopeIsOneThatIsHeldOrTheFirst() throws {
        #expect(try explain("GET", "/tstapp/any").sufficientScopes == ["tstapp_data.write"])
        let reader = PolicyCaller(scopes: ["tstapp_data.read"])
        #expect(try explain("GET", "/tstapp/any", reader).sufficientScopes == ["tstapp_data.read"])
        #expect(try explain("GET", "/tstapp/any").areScopesEnough)
        #expect(try explain("GET", "/tstapp/me").sufficientScopes.isEmpty)
        #expect(try !explain("DELETE", "/tstapp/data/7").areScopesEnough)
    }

    @Test func theSmallestScopeIsEnough() throws {
        let scopes = try explain("GET", "/tstapp/any", PolicyCaller(scopes: ["openid"])).sufficientScopes
        #expect(try explain("GET", "/tstapp/any", PolicyCaller(scopes: scopes)).outcome.verdict == "permit")
    }

    @Test(arguments: [
        ("GET", "/tstapp/health", "permit"), ("PUT", "/tstapp/health", "deny method_not_allowed"),
        ("GET", "/tstapp/x", "deny not_found"), ("GET", "/x", "deny not_found"),
        ("GET", "/tstapp/%00", "deny bad_path"),
        ("GET", "/login", "answered by the authorization server"),
        ("GET", "/.well-known/oauth-protected-resource/tstapp", "answered by the authorization server"),
    ])
    func everyOutcomeHasAVerdict(_ method: String, _ target: String, _ verdict: String) throws {
        #expect(try explain(method, target).outcome.verdict == verdict)
    }
}
