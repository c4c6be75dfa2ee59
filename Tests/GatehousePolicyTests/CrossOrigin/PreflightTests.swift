import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("What a preflight is answered")
struct PreflightTests {
    private static let page = "https://app.example.com"

    private static let application = Item.application(routes: [
        "GET /data/**": "tstapp_data.read",
        "POST,DELETE /data/{id}": "tstapp_data.write",
        "PUT /data/fixed": "tstapp_data.write",
        "ANY /me": "authenticated",
        "GET /status": ["access": "public", "cors": ["origins": .quoted("*"), "max_age": 5]],
        "PUT /status": "tstapp_data.write",
    ])

    private static func application(_ cors: Item = [:]) -> Item {
        let origins: Item = [
            "origins": ["https://app.example.com", .quoted("https://*.example.org:8443"), "capacitor://localhost"]
        ]
        return application.with(["cors": origins.with(cors)])
    }

    private func answer(
        _ path: String,
        for method: String? = "GET",
        from origin: String? = page,
        headers: String = "",
        _ item: Item = application()
    ) throws -> PreflightAnswer? {
        let question = PreflightQuestion(
            origin: origin.map { Array($0.utf8) },
            method: method.map { Array($0.utf8) },
            headers: Array(headers.utf8)
        )
        return try policy(item).applications[0].preflight(question, path: Array(path.utf8).span)
    }

    @Test(arguments: [
        ("/tstapp/data/1", "GET", ["GET", "HEAD", "POST", "DELETE"]),
        ("/tstapp/data/1", "HEAD", ["GET", "HEAD", "POST", "DELETE"]),
        ("/tstapp/data/1/", "DELETE", ["GET", "HEAD", "POST", "DELETE"]),
        ("/tstapp/data/1/more", "GET", ["GET", "HEAD"]),
        ("/tstapp/data/fixed", "PUT", ["GET", "HEAD", "POST", "PUT", "DELETE"]),
        ("/tstapp/me", "PATCH", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        ("/tstapp/me", "PURGE", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"]),
    ])
    func theMethodsAreThoseOfTheVeryPath(_ path: String, _ method: String, _ methods: [String]) throws {
        let answer = try #require(try answer(path, for: method))
        #expect(answer.refusal == nil && answer.route != nil)
        #expect(answer.grant?.methods == methods)
        #expect(answer.grant?.origin == Self.page)
        #expect(answer.detail == "\(method) \(Self.page)")
    }

    @Test func aMethodWithoutARouteIsNotListed() throws {
        let answer = try #require(try answer("/tstapp/data/1", for: "PUT"))
        #expect(answer.refusal == .method("PUT") && answer.route == nil)
        #expect(answer.grant?.methods == ["GET", "HEAD", "POST", "DELETE"])
    }

    @Test(arguments: ["CONNECT", "TRACE", "get"])
    func aMethodThatIsNeverCarriedIsNotListedEvenUnderAny(method: String) throws {
        let answer = try #require(try answer("/tstapp/me", for: method))
        if method != "get" { #expect(answer.refusal == .method(method)) }
        #expect(answer.grant?.methods.contains("CONNECT") == false && answer.grant?.methods.contains("TRACE") == false)
    }

    @Test(arguments: ["/tstapp/none", "/tstapp", "/elsewhere", "/tstapp/DATA/1"])
    func aPathWithoutARouteIsNoPreflight(path: String) throws {
        #expect(try answer(path) == nil)
    }

    @Test func withoutCorsNothingIsAPreflight() throws {
        let bare = Item.application(routes: ["GET /data/**": "tstapp_data.read"])
        #expect(try answer("/tstapp/data/1", bare) == nil)
    }

    @Test(arguments: [
        "https://app.example.com", "https://a.example.org:8443", "https://a.b.example.org:8443",
        "capacitor://localhost",
    ])
    func anOriginOfThePolicyIsGranted(origin: String) throws {
        #expect(try answer("/tstapp/data/1", from: origin)?.grant?.origin == origin)
    }

    @Test(arguments: [
        "null", "https://app.example.com:8443", "http://app.example.com", "https://app.example.com.evil.test",
        "https://evilapp.example.com", "https://APP.example.com", "https://example.org:8443",
        "https://.example.org:8443",
        "https://a.example.org", "https://evil.test/.example.org:8443", "https://evil.test#.example.org:8443",
        "https://u@a.example.org:8443", "https://a..example.org:8443", "https://..example.org:8443",
        "https://evil.test:1.example.org:8443", "https://aexample.org:8443", "*",
        "https://*.example.org:8443",
        "https://app.example.com,https://evil.test",
    ])
    func everyOtherOriginIsRefusedWithoutAWord(origin: String) throws {
        let answer = try #require(try answer("/tstapp/data/1", from: origin))
        #expect(answer.refusal == .origin(origin))
        #expect(answer.grant == nil)
    }

    @Test func aQuestionThatCannotBeReadIsRefused() throws {
        let long = String(repeating: "a", count: 257)
        #expect(try answer("/tstapp/data/1", from: nil)?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", from: "https://\(long)")?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", for: nil)?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", for: "GET, PUT")?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", for: "")?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", headers: "a b")?.refusal == .malformed)
        let many = (0...64).map { "x-\($0)" }.joined(separator: ",")
        #expect(try answer("/tstapp/data/1", headers: many)?.refusal == .malformed)
        #expect(try answer("/tstapp/data/1", headers: String(repeating: "a,", count: 1_025))?.refusal == .malformed)
    }

    @Test func whatIsAskedForIsAllowedBesidesTheUsualHeaders() throws {
        let answer = try #require(try answer("/tstapp/data/1", headers: "authorization, x-a,,x-a\t,X-B"))
        #expect(answer.grant?.headers == ["Authorization", "Content-Type", "DPoP", "x-a", "X-B"])
        #expect(answer.refusal == nil)
    }

    @Test func onlyTheListedHeadersAreAllowed() throws {
        let item = Self.application(["headers": ["Authorization", "X-A"]])
        #expect(try answer("/tstapp/data/1", headers: "x-a,authorization", item)?.refusal == nil)
        let answer = try #require(try answer("/tstapp/data/1", headers: "x-a,x-b", item))
        #expect(answer.refusal == .header("x-b"))
        #expect(answer.grant?.headers == ["Authorization", "X-A"])
    }

    /// Browsers send GET, HEAD and POST even if they are not listed.
    @Test func aMethodThatThePolicyLeavesOutIsRefusedWithoutAWord() throws {
        let item = Self.application(["methods": ["GET"]])
        let answer = try #require(try answer("/tstapp/data/1", for: "POST", item))
        #expect(answer.refusal == .method("POST") && answer.grant == nil && answer.route != nil)
        #expect(try self.answer("/tstapp/data/1", for: "GET", item)?.grant?.methods == ["GET", "HEAD"])
        #expect(try self.answer("/tstapp/data/1", for: "HEAD", item)?.refusal == nil)
    }

    @Test func aRouteMayLetInOtherPagesThanItsApplication() throws {
        let any = try #require(try answer("/tstapp/status", from: "https://anybody.test"))
        #expect(any.grant?.origin == "*" && any.grant?.methods == ["GET", "HEAD"])
        #expect(any.grant?.policy.maximumAge == 5)
        #expect(try answer("/tstapp/status", for: "PUT", from: "https://anybody.test")?.refusal != nil)
        #expect(try answer("/tstapp/status", for: "PUT")?.grant?.methods == ["PUT"])
    }

    @Test func aRouteAloneMayHaveCors() throws {
        let bare = Self.application
        #expect(try answer("/tstapp/status", bare)?.grant?.origin == "*")
        #expect(try answer("/tstapp/status", for: "PUT", bare) == nil)
        #expect(try answer("/tstapp/data/1", bare) == nil)
    }

    @Test(
        arguments: [
            ["OPTIONS /tstapp/data/1 from https://app.example.com for GET": "permit"],
            ["OPTIONS /tstapp/data/1 from https://app.example.com for PUT": "deny preflight_refused"],
            ["OPTIONS /tstapp/data/1 from https://evil.test for GET": "deny preflight_refused"],
            ["OPTIONS /tstapp/none from https://app.example.com for GET": "deny not_found"],
            ["request": "OPTIONS /tstapp/me from capacitor://localhost for PUT", "expect": "permit"],
        ] as [Item]
    )
    func anExampleMayBeAPreflight(_ example: Item) throws {
        let policy = try policy(Self.application().with(["examples": [example]]))
        #expect(policy.examples.count == 1)
        #expect(PolicyExamples.failures(in: policy).isEmpty, "\(PolicyExamples.failures(in: policy))")
    }

    @Test func aPreflightThatIsNotAnsweredAsExpectedIsNamed() throws {
        let example: Item = ["OPTIONS /tstapp/data/1 from https://evil.test for GET": "permit"]
        let failures = PolicyExamples.failures(in: try policy(Self.application().with(["examples": [example]])))
        #expect(
            failures.map(\.suggestion) == [
                "the gate says origin_not_allowed https://evil.test; change the example or 'cors'"
            ]
        )
    }

    @Test func anExplanationComparesOriginAndMethod() throws {
        let question = PreflightQuestion(origin: Array(Self.page.utf8), method: Array("PUT".utf8))
        let request = PolicyRequest(method: "OPTIONS", target: "/tstapp/data/1", preflight: question)
        let explanation = PolicyExplanation(of: request, under: try policy(Self.application()), now: 0)
        #expect(explanation.outcome.verdict == "deny preflight_refused")
        #expect(
            explanation.conditions == [
                ExplainedCondition(
                    subject: "origin",
                    wanted: "https://app.example.com, https://*.example.org:8443, capacitor://localhost",
                    actual: Self.page,
                    isMet: true
                ),
                ExplainedCondition(subject: "method", wanted: "GET, HEAD, POST, DELETE", actual: "PUT", isMet: false),
            ]
        )
    }
}
