import GatehousePolicy
import GatehouseTestSupport
import Testing

/// A route's value, a caller, and the decision's reason, nil for a permit.
struct Judgement: CustomTestStringConvertible, Sendable {
    let name: String
    let access: Item
    let caller: Principal?
    let reason: String?

    init(_ name: String, _ access: Item, _ caller: Principal?, _ reason: String?) {
        self.name = name
        self.access = access
        self.caller = caller
        self.reason = reason
    }

    var testDescription: String { name }
}

extension Principal {
    static let signInTime: Int64 = 1_000_000

    static func client(_ scopes: String..., named name: String = "reporting") -> Principal {
        Principal(subject: name, client: name, kind: .client, scopes: scopes.sorted())
    }

    static func person(
        _ scopes: String...,
        claims: [String: ClaimValue] = [:],
        signedIn: Int64? = signInTime
    ) -> Principal {
        Principal(
            subject: "alice",
            client: "web",
            kind: .user,
            scopes: scopes.sorted(),
            authenticationTime: signedIn,
            claims: claims
        )
    }
}

@Suite("Decisions")
struct PolicyEngineTests {
    static let read: Item = "tstapp_data.read"
    static let both: Item = ["tstapp_data.read", "tstapp_data.write"]
    static let department: Item = ["claims": ["department": ["finance", "audit"]]]

    @Test(arguments: [
        Judgement("public, nobody", "public", nil, nil),
        Judgement("public, anybody", "public", .client(), nil),
        Judgement("optional, nobody", "optional", nil, nil),
        Judgement("optional, anybody", "optional", .client(), nil),
        Judgement("authenticated, nobody", "authenticated", nil, "missing_token"),
        Judgement("authenticated, anybody", "authenticated", .client(), nil),
        Judgement("scope, nobody", read, nil, "missing_token"),
        Judgement("scope, without", read, .client("tstapp_data.write"), "insufficient_scope"),
        Judgement("scope, a prefix of it", read, .client("tstapp_data.rea"), "insufficient_scope"),
        Judgement("scope, in another case", read, .client("tstapp_data.Read"), "insufficient_scope"),
        Judgement("scope, a lookalike", read, .client("tstapp_data.rea\u{64}\u{301}"), "insufficient_scope"),
        Judgement("scope, with", read, .client("openid", "tstapp_data.read", "z"), nil),
        Judgement("list, one of two", both, .client("tstapp_data.read"), "insufficient_scope"),
        Judgement("list, both", both, .client("tstapp_data.read", "tstapp_data.write"), nil),
        Judgement("all, one of two", ["all": both], .client("tstapp_data.write"), "insufficient_scope"),
        Judgement("any, none", ["any": both], .client("other"), "insufficient_scope"),
        Judgement("any, the second", ["any": both], .client("tstapp_data.write"), nil),
        Judgement(
            "any and all, only any",
            ["any": [read], "all": ["tstapp_data.write"]],
            .client("tstapp_data.read"),
            "insufficient_scope"
        ),
        Judgement("clients, another", ["clients": ["billing"]], .client(), "client_not_allowed"),
        Judgement("clients, listed", ["clients": ["billing", "reporting"]], .client(), nil),
        Judgement("clients, in another case", ["clients": ["Reporting"]], .client(), "client_not_allowed"),
        Judgement("claim, missing", department, .person(), "claim_not_allowed"),
        Judgement("claim, another", department, .person(claims: ["department": .string("sales")]), "claim_not_allowed"),
        Judgement("claim, listed", department, .person(claims: ["department": .string("audit")]), nil),
        Judgement(
            "claim, an array with one",
            department,
            .person(claims: ["department": .array([.string("sales"), .string("finance")])]),
            nil
        ),
        Judgement(
            "claim, an array with none",
            department,
            .person(claims: ["department": .array([.string("sales")])]),
            "claim_not_allowed"
        ),
        Judgement(
            "claim, an empty array",
            department,
            .person(claims: ["department": .array([])]),
            "claim_not_allowed"
        ),
        Judgement(
            "claim, an array in an array",
            department,
            .person(claims: ["department": .array([.array([.string("finance")])])]),
            "claim_not_allowed"
        ),
        Judgement(
            "claim, an object",
            department,
            .person(claims: ["department": .object(["finance": .bool(true)])]),
            "claim_not_allowed"
        ),
        Judgement("claim, null", department, .person(claims: ["department": .null]), "claim_not_allowed"),
        Judgement("max_age, a client", ["max_age": 300], .client(), "sign_in_too_old"),
        Judgement("max_age, no sign-in told", ["max_age": 300], .person(signedIn: nil), "sign_in_too_old"),
        Judgement("max_age, just now", ["max_age": 300], .person(signedIn: 1_000_000), nil),
        Judgement("max_age, in time", ["max_age": 300], .person(signedIn: 999_700), nil),
        Judgement("max_age, a second late", ["max_age": 300], .person(signedIn: 999_699), "sign_in_too_old"),
        Judgement("max_age, clocks differ", ["max_age": 300], .person(signedIn: 1_000_060), nil),
        Judgement("max_age, in the future", ["max_age": 300], .person(signedIn: 1_000_061), "sign_in_too_old"),
        Judgement("max_age, overflow", ["max_age": 300], .person(signedIn: .min), "sign_in_too_old"),
        Judgement("max_age, the far future", ["max_age": 300], .person(signedIn: .max), "sign_in_too_old"),
        Judgement(
            "scope before claim before age",
            ["all": [read], "claims": ["department": "finance"], "max_age": 1],
            .person(signedIn: nil),
            "insufficient_scope"
        ),
    ])
    func aRequirementIsMetOrNot(_ judgement: Judgement) throws {
        let decision = try decide(judgement.access, judgement.caller)
        #expect(decision.reason == judgement.reason)
    }

    @Test(arguments: [
        (Item.plain("true"), ClaimValue.bool(true), true),
        (.plain("true"), .string("true"), false),
        (.quoted("true"), .string("true"), true),
        (.quoted("true"), .bool(true), false),
        (.plain("5"), .integer(5), true),
        (.plain("5"), .number(5), true),
        (.plain("5"), .string("5"), false),
        (.quoted("5"), .integer(5), false),
        (.plain("5.5"), .number(5.5), true),
        (.plain("5.0"), .integer(5), true),
        (.plain("1e3"), .integer(1_000), true),
        (.plain("9007199254740993"), .integer(9_007_199_254_740_993), true),
        (.plain("9007199254740993"), .number(9_007_199_254_740_992), false),
        (.plain("null"), .null, true),
        (.plain("null"), .string("null"), false),
        // The same letters, other bytes.
        (.plain("caf\u{E9}"), .string("cafe\u{301}"), false),
        (.plain("caf\u{E9}"), .string("caf\u{E9}"), true),
    ])
    func claimsAreComparedAsJSON(_ wanted: Item, _ actual: ClaimValue, _ isEqual: Bool) throws {
        let decision = try decide(["claims": ["level": wanted]], .person(claims: ["level": actual]))
        #expect((decision.reason == nil) == isEqual)
    }

    @Test func claimsAreFoundByTheBytesOfTheirName() throws {
        let access: Item = ["claims": ["caf\u{E9}": "x"]]
        #expect(try decide(access, .person(claims: ["caf\u{E9}": .string("x")])).reason == nil)
        #expect(try decide(access, .person(claims: ["cafe\u{301}": .string("x")])).reason == "claim_not_allowed")
    }

    @Test func aDenialSaysWhatTheAnswerNeeds() throws {
        #expect(try decide(["max_age": 300], .client()) == .deny(.signInTooOld(maxAge: 300, kind: .client)))
        #expect(
            try decide(["max_age": 300], .person(signedIn: 0)) == .deny(.signInTooOld(maxAge: 300, kind: .user))
        )
        #expect(try decide(Self.department, .person()) == .deny(.claimNotAllowed(claim: "department")))
    }

    @Test func aPermitNamesTheRouteOverAllApplications() throws {
        let policy = try policy(
            .application(key: "one", prefix: "/one", routes: ["GET /a": "public", "GET /b": "public"]),
            .application(key: "two", prefix: "/two", routes: ["GET /a": "public", "GET /b": "public"])
        )
        let decision = PolicyEngine.decide(policy, application: 1, route: 1, by: nil, now: 0)
        guard case .permit(let permit) = decision else { throw Denial.missingToken }
        #expect(permit.application == 1)
        #expect(permit.route == 3)
        #expect(policy.routeCount == 4)
        #expect(policy.applications.flatMap(\.routes).map(\.id) == [0, 1, 2, 3])
    }

    @Test(
        arguments: [
            (read, "tstapp_data.read"), (both, "tstapp_data.read tstapp_data.write"),
            (["any": both], "tstapp_data.read"),
            (["any": both, "all": ["tstapp_data.write"]], "tstapp_data.write tstapp_data.read"),
            (["any": both, "all": ["tstapp_data.read"]], "tstapp_data.read"),
            ("authenticated", nil), ("public", nil), (department, nil),
        ] as [(Item, String?)]
    )
    func aChallengeNamesAllScopesAndTheFirstOfAny(_ access: Item, _ scope: String?) throws {
        let policy = try policy(.application(routes: ["GET /x": access]))
        #expect(policy.applications[0].routes[0].challengeScope == scope)
    }

    @Test func reasonsAreListedCompletely() {
        let denials: [Denial] = [
            .missingToken, .insufficientScope, .clientNotAllowed, .claimNotAllowed(claim: "x"),
            .signInTooOld(maxAge: 1, kind: .user),
        ]
        #expect(denials.map(\.reason) == Denial.reasons)
    }

    private func decide(_ access: Item, _ caller: Principal?) throws -> Decision {
        let policy = try policy(.application(routes: ["GET /x": access]).with(["claims": ["department"]]))
        return PolicyEngine.decide(policy, application: 0, route: 0, by: caller, now: Principal.signInTime)
    }
}

extension Decision {
    var reason: String? {
        if case .deny(let denial) = self { denial.reason } else { nil }
    }
}
