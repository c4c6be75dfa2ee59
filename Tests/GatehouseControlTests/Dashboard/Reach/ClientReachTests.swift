import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import Testing

@testable import GatehouseControl

struct ClientReachTests {
    private static func policy() throws -> CompiledPolicy {
        try .fixture(
            [
                "application": "tstapp",
                "upstream": "http://127.0.0.1:9000",
                "prefix": "/tstapp",
                "scopes": ["tstapp_read": "Read", "tstapp_write": "Write", "tstapp_more": "More"],
                "routes": [
                    "GET /public": "public",
                    "GET /feed": "optional",
                    "GET /me": "authenticated",
                    "GET /data": "tstapp_read",
                    "POST /data": ["tstapp_read", "tstapp_write"],
                    "GET /any": ["any": ["tstapp_read", "tstapp_more"]],
                    "GET /mine": ["all": ["tstapp_read"], "clients": ["mine"]],
                    "GET /claim": ["all": ["tstapp_read"], "claims": ["department": ["finance"]]],
                    "GET /own": ["all": ["tstapp_read"], "claims": ["client_id": ["mine"]]],
                    "GET /recent": ["all": ["tstapp_read"], "max_age": 300],
                ],
            ],
            [
                "application": "other", "upstream": "http://127.0.0.1:9001", "prefix": "/other",
                "scopes": ["other_x": "X"],
                "routes": ["GET /": "authenticated"],
            ]
        )
    }

    private func standing(_ client: ClientAccess, _ label: String, in key: String = "tstapp") throws -> RouteStanding {
        let policy = try Self.policy()
        let application = try #require(policy.applications.first { $0.key == key })
        let route = try #require(application.routes.first { $0.label == label })
        return ClientReach(client: client).standing(of: route, in: application)
    }

    @Test(arguments: ["GET /public", "GET /feed"])
    func aRouteThatNeedsNoTokenIsOpenToAll(label: String) throws {
        #expect(try standing(.fixture(scopes: []), label) == .open)
        #expect(try standing(.fixture(scopes: [], isDisabled: true), label) == .open)
    }

    @Test func aClientReachesWhatItsScopesOpen() throws {
        #expect(try standing(.fixture(scopes: ["tstapp_read"]), "GET /data") == .reachable)
        #expect(try standing(.fixture(scopes: ["tstapp_read", "tstapp_write"]), "POST /data") == .reachable)
        #expect(try standing(.fixture(scopes: ["tstapp_more"]), "GET /any") == .reachable)
    }

    @Test func missingScopesAreNamed() throws {
        #expect(
            try standing(.fixture(scopes: ["tstapp_read"]), "POST /data")
                == .closed(missing: ["tstapp_write"], reason: "it may not ask for tstapp_write")
        )
        #expect(
            try standing(.fixture(scopes: ["tstapp_write"]), "GET /any")
                == .closed(missing: ["tstapp_read"], reason: "it may not ask for tstapp_read")
        )
    }

    @Test func anyTokenStillTakesAScopeOfTheApplication() throws {
        #expect(try standing(.fixture(scopes: ["tstapp_write"]), "GET /me") == .reachable)
        #expect(try !standing(.fixture(scopes: ["other_x"]), "GET /me").isPossible)
    }

    @Test func aDisabledClientReachesNothingThatAsksForAToken() throws {
        #expect(
            try standing(.fixture(scopes: ["tstapp_read"], isDisabled: true), "GET /data")
                == .closed(missing: [], reason: "the client is disabled")
        )
    }

    @Test func aRouteForCertainClientsIsClosedToOthers() throws {
        #expect(try standing(.fixture("mine", scopes: ["tstapp_read"]), "GET /mine") == .reachable)
        #expect(try !standing(.fixture("yours", scopes: ["tstapp_read"]), "GET /mine").isPossible)
    }

    @Test func whatIsAskedOfThePersonIsUpToThePerson() throws {
        let people = ClientAccess.fixture(scopes: ["tstapp_read"], isService: false)
        #expect(try standing(people, "GET /claim") == .depends("if department is as the route asks"))
        #expect(try standing(people, "GET /recent") == .depends("if they signed in at most 300 s ago"))
    }

    @Test func aServiceHasNeitherSignInNorClaimsOfPeople() throws {
        let service = ClientAccess.fixture(scopes: ["tstapp_read"], isService: true)
        #expect(try !standing(service, "GET /recent").isPossible)
        #expect(try !standing(service, "GET /claim").isPossible)
        #expect(try standing(service, "GET /own").isPossible)
    }

    @Test(arguments: ["GET /public", "GET /me", "GET /data", "POST /data", "GET /any", "GET /mine", "GET /recent"])
    func theIndexCountsWhatEachClientSays(label: String) throws {
        let policy = try Self.policy()
        let application = try #require(policy.applications.first { $0.key == "tstapp" })
        let route = try #require(application.routes.first { $0.label == label })
        let clients = [
            ClientAccess.fixture("mine", scopes: ["tstapp_read"]),
            .fixture("b", scopes: ["tstapp_read", "tstapp_write"], isService: false),
            .fixture("c", scopes: ["tstapp_more"]),
            .fixture("d", scopes: ["other_x"]),
            .fixture("e", scopes: ["tstapp_read"], isDisabled: true),
        ]
        let expected = clients.filter {
            !$0.isDisabled && ClientReach(client: $0).standing(of: route, in: application).isPossible
        }
        let index = ReachIndex(clients)
        #expect(index.total == 4)
        #expect(index.count(reaching: route, in: application) == expected.count)
        #expect(index.reaching(route, in: application) == expected)
    }
}

extension ClientAccess {
    static func fixture(
        _ id: String = "reports",
        scopes: [String],
        isService: Bool = true,
        isDisabled: Bool = false
    ) -> ClientAccess {
        ClientAccess(
            id: .fixture(id),
            name: "Client \(id)",
            application: "tstapp",
            scopes: ScopeSet(scopes),
            isService: isService,
            isDisabled: isDisabled
        )
    }
}
