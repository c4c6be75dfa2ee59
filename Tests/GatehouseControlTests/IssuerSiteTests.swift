import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("The issuer's site")
struct IssuerSiteTests {
    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test(arguments: [
        "/", "/healthz", "/readyz", "/metrics", "/command", "/dashboard", "/api/v1/clients", "/admin",
        "/oauth2/command", "/oauth2/metrics",
    ])
    func noAdministrationIsReachedHere(path: String) async throws {
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await execute(path, method: method)

            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func noRouteOfAnotherSiteIsAmongItsRoutes() async throws {
        let dashboard = try await DashboardFixture()
        let health = HealthController(health: FixedHealth())
        let metrics = MetricsController(metrics: FixedMetrics())
        let others = [
            ControlApplication.adminSite(
                hosts: AdminHosts(),
                dashboard: dashboard.services,
                health: health,
                metrics: metrics
            ),
            ControlApplication.operationsSite(health: health, metrics: metrics),
            ControlApplication.adminSocketSite(dashboard.services),
        ]

        // What pages load is the same on both.
        let paths = Set(others.flatMap(\.routes).map(\.path)).filter { !$0.hasPrefix("/assets/") }

        #expect(paths.isSuperset(of: ["/", "/clients", "/api/v1/clients", "/healthz", "/metrics"]))
        #expect(paths.isDisjoint(with: fixture.issuerSite.routes.map(\.path)))
    }

    @Test func anUnknownPathIsAProblemThatNamesTheRequest() async throws {
        let answer = try await execute("/oauth2/nothing", headers: [.requestID: "01ABC\"\\é"])

        #expect(answer.status == .notFound)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(
            String(buffer: answer.body)
                == #"{"type":"about:blank","title":"Not Found","status":404,"error":"not_found","request_id":"01ABC"}"#
        )
    }

    @Test(arguments: [
        ("/oauth2/token", HTTPRequest.Method.get, "OPTIONS, POST"),
        ("/oauth2/token/", .get, "OPTIONS, POST"),
        ("/oauth2/introspect", .put, "POST"),
        ("/oauth2/revoke", .delete, "OPTIONS, POST"),
        ("/userinfo", .delete, "GET, HEAD, OPTIONS, POST"),
        ("/oauth2/authorize", .put, "GET, HEAD, POST"),
        ("/account/withdraw", .get, "POST"),
        ("/.well-known/jwks.json", .post, "GET, HEAD, OPTIONS"),
        ("/.well-known/oauth-protected-resource", .post, "GET, HEAD, OPTIONS"),
        ("/.well-known/oauth-protected-resource/tstapp", .post, "GET, HEAD, OPTIONS"),
    ])
    func anotherMethodIs405WithAllow(path: String, method: HTTPRequest.Method, allow: String) async throws {
        let answer = try await execute(path, method: method)

        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.allow] == allow)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test func aRouteThatThrowsIsLoggedAndTellsNothing() async throws {
        let log = RecordingLog()
        let site = Site([.get("/broken") { _, _ in throw FixtureError() }])
        let application = Application(router: site.router(), logger: log.logger)

        let answer = try await application.test(.router) { client in
            try await client.execute(uri: "/broken", method: .get)
        }

        #expect(answer.status == .internalServerError)
        #expect(!String(buffer: answer.body).contains("FixtureError"))
        #expect(log.entries.contains { $0.level == .error && $0.metadata["error"] == "FixtureError()" })
    }

    @Test func overTLSBrowsersAreToldToStayThere() async throws {
        let secure = try ControlFixture(issuer: "https://auth.example.test")
        for path in ["/login", "/oauth2/token", "/.well-known/jwks.json", "/nothing"] {
            let answer = try await secure.issuerSite.answer(path, authority: "auth.example.test")
            let plain = try await fixture.issuerSite.answer(path, authority: "localhost:8080")

            #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000")
            #expect(plain.headers[.strictTransportSecurity] == nil)
        }
    }

    private func execute(
        _ path: String,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await fixture.issuerApplication()
            .test(.router) { client in
                try await client.execute(uri: path, method: method, headers: headers)
            }
    }
}
