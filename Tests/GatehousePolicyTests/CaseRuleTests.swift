import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Letters' case in paths")
struct CaseRuleTests {
    static let routes: Item = [
        "GET /data/**": "public", "GET /data/admin": "authenticated", "DELETE /data/root": "authenticated",
        "GET /caf%C3%A9": "public",
    ]

    @Test func aPathThatInLowercaseSelectsAnotherRouteIsNotFound() throws {
        let policy = try policy(.application(routes: Self.routes))
        #expect(policy.route("GET", "/tstapp/data/admin") == "GET /data/admin")
        #expect(policy.route("GET", "/tstapp/data/ADMIN") == "404")
        #expect(policy.route("GET", "/tstapp/data/aDmin/") == "404")
        #expect(policy.route("GET", "/tstapp/DATA/x") == "404")
        #expect(policy.route("DELETE", "/tstapp/data/ROOT") == "404")
    }

    @Test func aPathThatInLowercaseSelectsTheSameRouteIsFound() throws {
        let policy = try policy(.application(routes: Self.routes))
        #expect(policy.route("GET", "/tstapp/data/README") == "GET /data/**")
        #expect(policy.route("GET", "/tstapp/data/ADMIN/x") == "GET /data/**")
        #expect(policy.route("POST", "/tstapp/data/README") == "405 GET, HEAD")
    }

    @Test func hexDigitsOfAnEncodedOctetAreNotLetters() throws {
        let policy = try policy(.application(routes: Self.routes))
        #expect(policy.route("GET", "/tstapp/caf%C3%A9") == "GET /caf%C3%A9")
    }

    @Test func anUpstreamThatTellsCaseApartLiftsTheRule() throws {
        let item = Item.application(routes: Self.routes).with(["case_sensitive_upstream": true])
        #expect(try policy(item).route("GET", "/tstapp/data/ADMIN") == "GET /data/**")
    }

    @Test func aTemplateWithUppercaseGuardsItsPathInEveryCase() throws {
        let policy = try policy(.application(routes: ["GET /**": "public", "GET /Admin/{id}": "authenticated"]))
        #expect(policy.route("GET", "/tstapp/Admin/7") == "GET /Admin/{id}")
        #expect(policy.route("GET", "/tstapp/admin/7") == "404")
        #expect(policy.route("GET", "/tstapp/ADMIN/7") == "404")
    }

    @Test func routesThatDifferOnlyInCaseAreAnErrorUnlessTheUpstreamTellsThemApart() throws {
        let routes: Item = ["GET /x/Report": "public", "GET /x/report": "authenticated"]
        let messages = compile(.application(routes: routes)).messages
        #expect(
            messages == [
                "app.yaml:11:3: error: 'GET /x/report' on line 11 and 'GET /x/Report' on line 10 differ only in the case of"
                    + " letters; remove one; 'case_sensitive_upstream: true' if the application tells them apart"
            ]
        )
        let policy = try policy(.application(routes: routes).with(["case_sensitive_upstream": true]))
        #expect(policy.route("GET", "/tstapp/x/Report") == "GET /x/Report")
        #expect(policy.route("GET", "/tstapp/x/report") == "GET /x/report")
    }

    @Test func aPathThatInLowercaseBelongsToAnotherApplicationHasNone() throws {
        let policy = try policy(
            .application(key: "one", prefix: "/"),
            .application(key: "two", prefix: "/api"),
            .application(key: "three", prefix: "/Big")
        )
        #expect(policy.application(host: "localhost:8080", path: "/api/x") == "two")
        #expect(policy.application(host: "localhost:8080", path: "/API/x") == nil)
        #expect(policy.application(host: "localhost:8080", path: "/README") == "one")
        #expect(policy.application(host: "localhost:8080", path: "/Big/x") == "three")
        #expect(policy.application(host: "localhost:8080", path: "/big/x") == nil)
    }
}
