import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Whose tokens an application accepts")
struct AcceptedIssuerTests {
    private static var context: PolicyContext {
        var context = PolicyContext.loopback
        context.trustedIssuers = [
            KnownIssuer(name: "keycloak", url: "https://kc.example.test", audiences: ["account"]),
            KnownIssuer(name: "entra", url: "https://entra.example.test"),
            KnownIssuer(name: "opaque", url: "https://opaque.example.test", introspects: true),
            KnownIssuer(name: "opaque-too", url: "https://too.example.test", introspects: true),
        ]
        return context
    }

    private static func application(_ issuers: Item) throws -> CompiledApplication {
        try policy(Item.application.with(["issuers": issuers]), context: context).applications[0]
    }

    @Test func withoutAWordOnlyOurs() throws {
        let application = try policy(.application, context: Self.context).applications[0]
        #expect(application.acceptsOwnIssuer)
        #expect(application.issuers.isEmpty)
    }

    @Test func aListIsAllOfThem() throws {
        let application = try Self.application(["keycloak", "entra"])
        #expect(!application.acceptsOwnIssuer)
        #expect(application.issuers.map(\.name) == ["keycloak", "entra"])
        #expect(try Self.application(["gatehouse", "keycloak"]).acceptsOwnIssuer)
    }

    @Test func theAudienceIsThePolicysElseTheConfigurationsElseTheApplications() throws {
        func audiences(_ issuers: Item) throws -> [String] {
            let application = try Self.application(issuers)
            return application.audiences(of: application.issuers[0])
        }
        #expect(try audiences(["keycloak"]) == ["account"])
        #expect(try audiences(["keycloak": ["audience": ["orders"]]]) == ["orders"])
        #expect(try audiences(["entra"]) == ["http://localhost:8080/tstapp"])
    }

    @Test func onlyTheApplicationsScopesCount() throws {
        let application = try Self.application([
            "keycloak": ["scopes": ["tstapp_data.write": ["writer", "admin role"]]], "entra": "",
        ])
        func scopes(_ names: [String], _ issuer: String) throws -> [String] {
            application.scopes(of: names, from: try #require(application.acceptedIssuer(named: issuer)))
        }
        #expect(try scopes(["openid", "tstapp_data.read", "gatehouse_admin"], "keycloak") == ["tstapp_data.read"])
        #expect(try scopes(["admin role"], "keycloak") == ["tstapp_data.write"])
        // What stands for it takes the place of its own name.
        #expect(try scopes(["tstapp_data.write"], "keycloak") == [])
        // An assigned scope is nothing that another issuer gives away unasked.
        #expect(try scopes(["tstapp_data.write"], "entra") == [])
    }

    @Test func clientsOfAPolicyAreOurOwn() throws {
        let routes: Item = ["GET /jobs": ["clients": ["reporting"]]]
        let compiled = try policy(Item.application.with(["routes": routes]), context: Self.context)
        func decision(_ issuer: String?) -> Decision {
            let caller = Principal(
                subject: "reporting",
                client: "reporting",
                kind: .client,
                scopes: [],
                issuer: issuer
            )
            return PolicyEngine.decide(compiled, application: 0, route: 0, by: caller, now: 0)
        }
        #expect(decision("keycloak") == .deny(.clientNotAllowed))
        #expect(decision(nil) != .deny(.clientNotAllowed))
    }

    @Test func anExampleMaySpeakAsAnotherIssuerDoes() throws {
        let item = Item.application.with([
            "issuers": ["keycloak": ["scopes": ["tstapp_data.read": "reader"]]],
            "routes": ["GET /data": "tstapp_data.read"],
            "examples": [
                ["request": "GET /tstapp/data", "issuer": "keycloak", "scopes": ["reader"], "expect": "permit"],
                [
                    "request": "GET /tstapp/data", "issuer": "keycloak", "scopes": ["tstapp_data.read"],
                    "expect": "deny insufficient_scope",
                ],
                ["GET /tstapp/data with tstapp_data.read": "permit"],
            ],
        ])
        let results = PolicyExamples.run(try policy(item, context: Self.context))
        #expect(results.count == 3)
        #expect(results.filter { !$0.isAsExpected }.isEmpty)
    }

    @Test(
        arguments: [
            (["keyclaok"], "12:5: error: unknown issuer 'keyclaok'; did you mean 'keycloak'?"),
            (
                ["auth0-of-somebody"],
                "12:5: error: unknown issuer 'auth0-of-somebody'; "
                    + "gateway.yaml has gatehouse, keycloak, entra, opaque, opaque-too"
            ),
            (
                ["keycloak": ["scopes": ["tstapp_data.raed": "x"]]],
                "14:7: error: unknown scope 'tstapp_data.raed'; did you mean 'tstapp_data.read'?"
            ),
            (
                ["keycloak": ["audiences": "x"]],
                "13:5: error: unknown key 'audiences' in the issuer 'keycloak'; did you mean 'audience'?"
            ),
            (
                ["opaque", "opaque-too"],
                "11:1: error: opaque and opaque-too both have 'introspection', and an opaque token names neither; "
                    + "accept one of them: a token is shown to nobody but its issuer"
            ),
        ] as [(Item, String)]
    )
    func everyMistakeIsNamedWithItsPlace(_ issuers: Item, _ message: String) {
        let messages = compile(Item.application.with(["issuers": issuers]), context: Self.context).messages
        #expect(messages == ["app.yaml:" + message])
    }
}
