import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Examples")
struct ExampleTests {
    static let application = Item.application.with([
        "claims": ["department"],
        "routes": [
            "GET /health": "public",
            "GET /data/**": "tstapp_data.read",
            "DELETE /data/{id}": ["all": ["tstapp_data.write"], "claims": ["department": ["finance"]], "max_age": 300],
            "ANY /me": "authenticated",
            "GET /jobs": ["clients": ["reporting"]],
        ],
    ])

    static let deletion: Item = [
        "request": "DELETE /tstapp/data/1", "scopes": ["tstapp_data.write"], "client": "x",
        "claims": ["department": "finance"], "auth_age": 60, "expect": "permit",
    ]

    @Test(
        arguments: [
            ["GET /tstapp/health": "permit"],
            ["HEAD /tstapp/health?x=1": "permit"],
            ["GET /tstapp/data/1 with tstapp_data.read": "permit"],
            ["GET /tstapp/data/1 with openid tstapp_data.read": "permit"],
            ["GET /tstapp/data/1": "deny missing_token"],
            ["GET /tstapp/data/1 with openid": "deny insufficient_scope"],
            ["GET /tstapp/data/1 with openid": "deny"],
            ["GET /tstapp/nothing": "deny not_found"],
            ["GET /elsewhere": "deny not_found"],
            ["POST /tstapp/health": "deny method_not_allowed"],
            ["GET /tstapp/a%2Fb": "deny bad_path"],
            ["GET /tstapp/x/../health": "permit"],
            deletion,
            deletion.with(["auth_age": 301, "expect": "deny sign_in_too_old"]),
            deletion.with(["claims": ["department": ["sales"]], "expect": "deny claim_not_allowed"]),
            deletion.with(["claims": ["department": ["sales", "finance"]]]),
            ["request": "GET /tstapp/me", "scopes": [], "expect": "permit"],
            ["request": "GET /tstapp/jobs", "client": "reporting", "expect": "permit"],
            ["request": "GET /tstapp/jobs", "client": "other", "expect": "deny client_not_allowed"],
            ["request": "GET /tstapp/health", "host": "elsewhere.test:1", "expect": "permit"],
        ] as [Item]
    )
    func anExampleThatHoldsPasses(_ example: Item) throws {
        let policy = try policy(Self.application.with(["examples": [example]]))
        let results = PolicyExamples.run(policy)
        #expect(results.count == 1)
        #expect(results.allSatisfy { $0.isAsExpected }, "\(results)")
        #expect(PolicyExamples.failures(in: policy).isEmpty)
    }

    @Test(arguments: [
        ("permit", "expects permit but gets deny missing_token; the route is 'GET /data/**' at app1.yaml:11:3"),
        (
            "deny insufficient_scope",
            "expects deny insufficient_scope but gets deny missing_token; the route is 'GET /data/**' at app1.yaml:11:3"
        ),
    ])
    func anExampleThatFailsIsAnError(_ expectation: String, _ message: String) throws {
        let example = Item.map([("GET /tstapp/data/1", .plain(expectation))])
        let policy = try policy(Self.application.with(["examples": [example]]))
        let line = policy.examples[0].location
        #expect(
            PolicyExamples.failures(in: policy).map(\.description) == [
                "\(line): error: the example 'GET /tstapp/data/1' \(message)"
            ]
        )
    }

    @Test func anExpectedPermitIsNotGrantedByOtherAnswers() throws {
        let example: Item = ["GET /login": "permit"]
        let policy = try policy(Self.application.with(["examples": [example]]))
        #expect(PolicyExamples.run(policy).map(\.outcome) == [.issuer])
        #expect(PolicyExamples.failures(in: policy).count == 1)
    }

    @Test(
        arguments: [
            (
                ["GET tstapp": "permit"],
                "'GET tstapp' is not a request; write the method in uppercase and the whole path, with the prefix"
            ),
            (
                ["get /tstapp": "permit"],
                "'get /tstapp' is not a request; write the method in uppercase and the whole path, with the prefix"
            ),
            (
                ["GET /x y": "permit"],
                "'GET /x y' is not a request; write 'GET /path' or 'GET /path with scope another_scope'"
            ),
            (
                ["GET /x with": "permit"],
                "'GET /x with' is not a request; write 'GET /path' or 'GET /path with scope another_scope'"
            ),
            (
                ["GET /x": "allow"],
                "'allow' is not an expectation; write 'permit' or 'deny' with one of missing_token,"
                    + " insufficient_scope, client_not_allowed, claim_not_allowed, sign_in_too_old, not_found,"
                    + " method_not_allowed, bad_path, preflight_refused"
            ),
            (
                ["GET /x": "deny missing_tokens"],
                "'deny missing_tokens' is not an expectation; did you mean 'deny missing_token'?"
            ),
            (
                ["GET /x with tstapp_data.raed": "permit"],
                "unknown scope 'tstapp_data.raed'; did you mean 'tstapp_data.read'?"
            ),
            (
                "GET /x",
                "the example has no expectation; write '- GET /path with scope: permit' or '…: deny missing_token'"
            ),
            (
                ["request": "GET /x"],
                "the example has no 'expect'; its keys are request, host, scopes, client, claims, auth_age, issuer, expect"
            ),
            (
                ["request": "GET /x", "expects": "permit", "expect": "permit"],
                "unknown key 'expects' in an example; did you mean 'expect'?"
            ),
            (
                ["request": "GET /x", "host": "A.test", "expect": "permit"],
                "'A.test' is not a host; write 'api.example.test'"
            ),
        ] as [(Item, String)]
    )
    func aMalformedExampleIsExplained(_ example: Item, _ message: String) {
        let compilation = compile(Self.application.with(["examples": [example]]))
        #expect(compilation.diagnostics.map { $0.message + ($0.suggestion.map { "; \($0)" } ?? "") } == [message])
        #expect(compilation.policy == nil)
    }

    @Test func anExampleIsAskedWhereItsApplicationAnswers() throws {
        let example: Item = ["GET /health": "permit"]
        let named = Item.application(key: "app", hosts: ["api.example.test"], routes: ["GET /health": "public"])
            .with(["examples": [example]])
        #expect(PolicyExamples.failures(in: try policy(named, context: .remote)).isEmpty)
        let anywhere = Item.application(key: "app", routes: ["GET /health": "public"]).with(["examples": [example]])
        #expect(PolicyExamples.failures(in: try policy(anywhere, context: .remote)).isEmpty)
    }
}
