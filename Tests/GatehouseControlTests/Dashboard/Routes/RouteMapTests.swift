import Foundation
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

struct RouteMapTests {
    private static func traffic(_ route: String, _ permitted: Int64, _ refused: Int64) -> RouteTraffic {
        let bucket = TrafficCount(permitted: permitted, refused: refused)
        return RouteTraffic(application: "tstapp", route: route, total: bucket, buckets: [bucket, TrafficCount()])
    }

    @Test func theMapShowsEveryRouteWithWhatItAsksForAndWhatCameIn() async throws {
        let fixture = try await DashboardFixture()
        fixture.decisions.set { $0.routes = [Self.traffic("GET /data/**", 812_904, 2_380)] }
        let page = try await fixture.get("/routes")
        #expect(page.status == .ok)
        #expect(page.text.contains("812,904 permitted, 2,380 refused in 24 hours"))
        #expect(page.text.contains("tstapp_data.write"))
        #expect(
            page.text.contains("/decisions?application=tstapp&amp;route=GET%20%2Fdata%2F%2A%2A&amp;verdict=refused")
        )
        #expect(page.text.contains(#"<span class="path">/tstapp/data<em>"#) == false)
        #expect(page.text.contains("/tstapp/data/<em>**</em>"))
    }

    @Test func theBusiestRouteComesFirstIfAskedFor() async throws {
        let fixture = try await DashboardFixture()
        fixture.decisions.set { state in
            state.routes = [Self.traffic("GET /health", 1, 0), Self.traffic("POST /data", 5, 9)]
        }
        let text = try await fixture.get("/routes?sort=refused&dir=desc").text
        let first = try #require(text.range(of: "tstapp_data.write"))
        let second = try #require(text.range(of: "need-open"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(text.contains(#"aria-sort="descending""#))
    }

    @Test func aRouteNamesTheClientsThatReachItAndWhyOthersDoNot() async throws {
        let fixture = try await DashboardFixture(clients: [
            .fixture(id: "reader", name: "Reader <b>", scopes: ["tstapp_data.read"]),
            .fixture(id: "writer", name: "Writer", scopes: ["tstapp_data.write"]),
        ])
        fixture.decisions.set { state in
            state.clientUses = [
                ClientRouteUse(
                    client: "reader",
                    application: "tstapp",
                    route: "GET /data/**",
                    total: TrafficCount(permitted: 7, refused: 2),
                    lastAt: DashboardFixture.now - 60
                )
            ]
        }
        let page = try await fixture.get("/routes/show?application=tstapp&route=GET%20%2Fdata%2F%2A%2A")
        #expect(page.status == .ok)
        #expect(page.text.contains("Reader &lt;b&gt;"))
        #expect(page.text.contains("1 minute ago"))
        #expect(page.text.contains("it may not ask for tstapp_data.read"))
        #expect(page.text.contains("/clients/writer/edit?scope=tstapp_data.read"))
    }

    @Test(arguments: [
        "/routes?application=nosuch", "/routes/show?application=tstapp&route=GET+/nosuch", "/routes/show",
    ])
    func whatIsNotInThePolicyIsNotFound(path: String) async throws {
        let fixture = try await DashboardFixture()
        #expect(try await fixture.get(path).status == .notFound)
    }

    @Test func aSparkShowsWhatIsThereAtAll() {
        let quiet = [TrafficCount(permitted: 100_000, refused: 1)] + Array(repeating: TrafficCount(), count: 47)
        let spark = RouteSpark(quiet)
        #expect(spark.permitted == "M0.4 0.8h3.5v23.2h-3.5z")
        #expect(spark.refused == "M0.4 0h3.5v0.8h-3.5z")
        #expect(RouteSpark([]).permitted.isEmpty && RouteSpark([]).refused.isEmpty)
    }

    @Test func anApplicationWithManyRoutesHasPages() async throws {
        let routes = (1...70).map { (PolicyItem.plain("GET /r\($0)"), PolicyItem.plain("public")) }
        let fixture = try await DashboardFixture(
            policy: .fixture(
                [
                    "application": "many", "upstream": "http://127.0.0.1:9000", "prefix": "/many",
                    "routes": .map(routes),
                ],
                [
                    "application": "few", "upstream": "http://127.0.0.1:9001", "prefix": "/few",
                    "routes": ["GET /": "public"],
                ]
            )
        )
        let both = try await fixture.get("/routes").text
        #expect(both.contains("70 routes, too many to stand here"))
        #expect(both.contains(#"aria-labelledby="application-few""#))
        let first = try await fixture.get("/routes?application=many").text
        #expect(first.contains("1 to 50 of 70"))
        #expect(first.contains("/many/r50<") && !first.contains("/many/r51<"))
        let second = try await fixture.get("/routes?application=many&page=2").text
        #expect(second.contains("51 to 70 of 70") && second.contains("/many/r70<"))
        #expect(try await fixture.get("/routes?application=many&page=-9223372036854775808").status == .ok)
    }

    @Test(arguments: [
        ("/data/{id}", ["/tstapp/data/", "{id}"]),
        ("/data/**", ["/tstapp/data/", "**"]),
        ("/{a}/b/*", ["/tstapp/", "{a}", "/b/", "*"]),
        ("/health", ["/tstapp/health"]),
        ("/", ["/tstapp"]),
    ])
    func aTemplateIsTakenApartAtItsVariables(template: String, texts: [String]) {
        #expect(RoutePathPart.parts(prefix: "/tstapp", template: template).map(\.text) == texts)
    }

    @Test(arguments: [(45, "45 s"), (300, "5 min"), (7_200, "2 h"), (3_660, "61 min")])
    func durationsAreWrittenShort(seconds: Int64, text: String) {
        #expect(RouteNeed.duration(seconds) == text)
    }

    @Test func ourOwnClientIsNobodyWhoGetsThroughOrDoesNot() async throws {
        let fixture = try await DashboardFixture()
        let all = try await fixture.store.clientAccess().count - 1
        let page = try await fixture.get("/routes/show?application=tstapp&route=GET%20%2Fdata%2F%2A%2A")

        #expect(!page.text.contains("/clients/gatehouse-dashboard"))
        #expect(page.text.contains(" of \(all)<"))
        #expect(try await fixture.get("/routes").text.contains(" of \(all)<"))
        #expect(try await fixture.get("/").text.contains(", \(all) clients."))
    }
}
