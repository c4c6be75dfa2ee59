import Foundation
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

/// Every table of the dashboard that is no log can be sorted by links in its head.
@Suite("Pages with sorted tables")
struct SortedPagesTests {
    let dashboard: DashboardFixture

    init() async throws {
        let secrets = [
            ClientSecret.fixture(id: "s1", label: "spring", createdAt: DashboardFixture.now - 900),
            .fixture(id: "s2", label: "autumn", createdAt: DashboardFixture.now - 500),
        ]
        dashboard = try await DashboardFixture(
            clients: [
                .fixture(id: "zebra", name: "Zebra", scopes: ["tstapp_data.read"], secrets: secrets),
                .app(id: "ant", name: "Ant"),
            ],
            policy: .fixture(
                Self.application("tstapp", "Test", routes: ["GET /data": "tstapp_data.read", "GET /open": "public"]),
                Self.application("billing", "Billing", routes: ["GET /": "public"])
            )
        )
        for haste in [RotationHaste.compromised, .urgent] {
            _ = try await dashboard.services.administration.perform(
                .rotateKeys(haste: haste),
                actor: "cli",
                now: DashboardFixture.now - 1_000
            )
        }
        let now = DashboardFixture.now
        dashboard.decisions.set { state in
            var overview = TrafficOverview.sample(now: now)
            overview.upstreams.sort { $0.application < $1.application }
            state.overview = overview
            state.clientUses = [
                ClientRouteUse(
                    client: "zebra",
                    application: "tstapp",
                    route: "GET /data",
                    total: TrafficCount(permitted: 7, refused: 2),
                    lastAt: now - 60
                ),
                ClientRouteUse(
                    client: "zebra",
                    application: "tstapp",
                    route: "GET /open",
                    total: TrafficCount(permitted: 90, refused: 0),
                    lastAt: now - 600
                ),
            ]
            state.routes = [
                RouteTraffic(
                    application: "tstapp",
                    route: "GET /data",
                    total: TrafficCount(permitted: 3, refused: 4),
                    buckets: []
                )
            ]
        }
    }

    private static func application(_ key: String, _ name: String, routes: PolicyItem) -> PolicyItem {
        [
            "application": .plain(key), "name": .plain(name), "upstream": "http://127.0.0.1:9000",
            "prefix": .plain("/\(key)"),
            "scopes": .map([
                (.plain("\(key)_data.read"), "Read"), (.plain("\(key)_data.all"), "All"),
            ]),
            "routes": routes,
        ]
    }

    /// Which of these texts comes first in the page's tables.
    private func first(of one: String, or other: String, at path: String) async throws -> String {
        let page = try await dashboard.get(path)
        #expect(page.status == .ok, "\(path)")
        let tables = page.text.components(separatedBy: "<tbody>").dropFirst().joined()
        let places = try [one, other]
            .map { try #require(tables.range(of: $0)?.lowerBound, "\($0) is not at \(path)") }
        return places[0] < places[1] ? one : other
    }

    @Test(arguments: [
        ("/applications", "sort=name", "Billing</bdi>", "Test</bdi>"),
        ("/applications", "sort=refused", "Billing</bdi>", "Test</bdi>"),
        ("/applications", "sort=routes", "Billing</bdi>", "Test</bdi>"),
        ("/applications", "sort=clients", "Billing</bdi>", "Test</bdi>"),
        (
            "/applications/tstapp", "scopes_sort=scope", "<code class=\"whole\">tstapp_data.all",
            "<code class=\"whole\">tstapp_data.read"
        ),
        (
            "/applications/tstapp", "scopes_sort=holders", "<code class=\"whole\">tstapp_data.all",
            "<code class=\"whole\">tstapp_data.read"
        ),
        ("/applications/tstapp", "clients_sort=client", "Ant</bdi>", "Zebra</bdi>"),
        ("/applications/tstapp", "sort=permitted", "/open</span>", "/data</span>"),
        ("/routes", "sort=refused", "/open</span>", "/data</span>"),
        ("/", "sort=application", "Billing</bdi>", "docs</bdi>"),
        ("/", "sort=requests", "idle</bdi>", "docs</bdi>"),
        ("/", "sort=state", "Test</bdi>", "idle</bdi>"),
        ("/clients/zebra", "routes_sort=permitted", "GET /data</code>", "GET /open</code>"),
        ("/clients/zebra", "routes_sort=last", "GET /open</code>", "GET /data</code>"),
        ("/clients/zebra", "secrets_sort=secret", "autumn</bdi>", "spring</bdi>"),
        ("/clients/zebra", "secrets_sort=created", "spring</bdi>", "autumn</bdi>"),
        ("/clients", "sort=name", "Ant", "Zebra"),
        ("/people", "sort=username", "outsider", "viewer"),
    ])
    func theRowsFollowTheAddressInBothDirections(
        path: String,
        query: String,
        low: String,
        high: String
    ) async throws {
        let direction = query.replacing("sort=", with: "dir=").prefix { $0 != "=" }
        #expect(try await first(of: low, or: high, at: "\(path)?\(query)") == low)
        #expect(try await first(of: low, or: high, at: "\(path)?\(query)&\(direction)=desc") == high)
    }

    @Test func theClientsOfARouteAreSortedApart() async throws {
        let path = "/routes/show?application=tstapp&route=GET%20%2Fdata"
        let page = try await dashboard.get("\(path)&sort=client&dir=desc&missing_sort=client&span=week")
        let heads = page.reading.all("th").compactMap { $0["aria-sort"] }

        #expect(heads == ["descending", "ascending"])
        let links = page.reading.all("a").compactMap { $0["href"] }.filter { $0.hasPrefix("/routes/show?") }
        #expect(!links.isEmpty)
        // Each table keeps the order of the other one, the ranges that of both.
        for link in links {
            #expect(link.contains("route=GET%20%2Fdata"))
            if link.hasSuffix("#reaching") {
                #expect(link.contains("missing_sort=client") && link.contains("span=week"), "\(link)")
            } else if link.hasSuffix("#missing") {
                #expect(link.contains("&amp;sort=client&amp;dir=desc") && link.contains("span=week"), "\(link)")
            } else {
                #expect(link.contains("&amp;sort=client&amp;dir=desc&amp;missing_sort=client"), "\(link)")
            }
        }
    }

    @Test(arguments: [
        "/applications", "/applications/tstapp", "/routes", "/", "/clients/zebra", "/clients", "/people", "/keys",
        "/routes/show?application=tstapp&route=GET%20%2Fdata",
    ])
    func everyTableHasASortLinkAndUnknownOrdersAreLeftOut(path: String) async throws {
        let hostile = "%22%3E%3Cscript%3Ealert(1)"
        let fields = ["", "scopes_", "clients_", "missing_", "secrets_", "routes_", "grants_"]
            .map { "\($0)sort=\(hostile)&\($0)dir=\(hostile)" }
        let separator = path.contains("?") ? "&" : "?"
        let page = try await dashboard.get(path + separator + fields.joined(separator: "&"))

        #expect(page.status == .ok)
        #expect(!page.text.contains("alert(1)"))
        let heads = page.text.components(separatedBy: "<thead>").dropFirst()
        #expect(!heads.isEmpty)
        for head in heads {
            #expect(head.prefix { $0 != "\n" }.contains("sort="))
        }
    }

    @Test func theFiguresThatComeLiveKeepTheirOrder() async throws {
        let page = try await dashboard.get("/?range=week&sort=requests&dir=desc")

        #expect(page.text.contains("data-live=\"/live?range=week&amp;sort=requests&amp;dir=desc\""))
        #expect(page.text.contains("href=\"/?range=hour&amp;sort=requests&amp;dir=desc\""))
        #expect(page.text.contains("<th class=\"number\" aria-sort=\"descending\">"))
    }

    @Test func theKeysAreSortedByWhatStandsInTheirRows() async throws {
        func states(_ query: String) async throws -> [String] {
            try await dashboard.get("/keys?\(query)").text.components(separatedBy: "<span class=\"pill").dropFirst()
                .compactMap { $0.split(separator: ">").dropFirst().first?.prefix { $0 != "<" } }.map(String.init)
        }
        let up = try await states("sort=state")
        let down = try await states("sort=state&dir=desc")

        #expect(up.first == "Signs")
        #expect(down.first == "Previous" || down.first == "Next")
        #expect(
            try await dashboard.get("/keys?sort=age").text.contains("<th class=\"number\" aria-sort=\"ascending\">")
        )
    }

    @Test func theFormOfAListKeepsItsOrder() async throws {
        for path in ["/clients", "/people"] {
            let page = try await dashboard.get("\(path)?sort=created&dir=desc&q=a")
            let fields = page.reading.all("input").filter { $0["type"] == "hidden" }
                .map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }

            #expect(fields.contains("sort=created") && fields.contains("dir=desc"), "\(path)")
        }
    }
}
