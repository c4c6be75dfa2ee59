import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("The admin site")
struct AdminSiteTests {
    @Test(arguments: [
        "localhost", "localhost:8081", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8081", "[::1]", "[::1]:8081",
        "admin.example.test", "Admin.Example.Test:8443", "gate.example.test:9000",
    ])
    func ourOwnNamesAreAnswered(authority: String) async throws {
        let answer = try await execute("/healthz", authority: authority)

        #expect(answer.status == .ok)
    }

    @Test(arguments: [
        nil, "", ":8081", "evil.example", "localhost.evil.example", "a.localhost", "localhost.",
        "127.0.0.1.evil.example",
        "127.0.0.2", "::1", "[::1", "[::2]", "[::1]x", "localhost:", "localhost:80x", "localhost:1:2", "localhost evil",
        "user@localhost", "gate.example.test", "gate.example.test:9001", "löcalhost", "localhost\u{301}",
    ])
    func anyOtherNameIsMisdirected(authority: String?) async throws {
        for path in ["/", "/healthz", "/readyz", "/metrics", "/nothing"] {
            let answer = try await execute(path, authority: authority)

            #expect(answer.status == .misdirectedRequest)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func aSecondHostIsMisdirected() async throws {
        let answer = try await execute("/healthz", authority: "localhost", headers: [.secondHost: "evil.example"])

        #expect(answer.status == .misdirectedRequest)
    }

    @Test(
        arguments: [
            [.origin: "http://evil.example"], [.origin: "null"], [.origin: "https://localhost:8081"],
            [.origin: "http://localhost"], [.fetchSite: "cross-site"], [.fetchSite: "same-site"],
            [.origin: "http://localhost:8081", .fetchSite: "cross-site"],
        ] as [HTTPFields]
    )
    func aChangeFromAnotherOriginIsForbidden(headers: HTTPFields) async throws {
        let answer = try await execute("/healthz", method: .post, authority: "localhost:8081", headers: headers)

        #expect(answer.status == .forbidden)
    }

    @Test(
        arguments: [
            [:], [.origin: "http://localhost:8081"], [.origin: "http://localhost:8081", .fetchSite: "same-origin"],
            [.fetchSite: "none"],
        ] as [HTTPFields]
    )
    func aChangeFromHereOrFromAProgramGoesOn(headers: HTTPFields) async throws {
        let answer = try await execute("/healthz", method: .post, authority: "localhost:8081", headers: headers)

        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.allow] == "GET, HEAD")
    }

    @Test func readingFromAnotherOriginIsNotForbiddenButOpensNothing() async throws {
        let answer = try await execute(
            "/metrics",
            authority: "localhost:8081",
            headers: [.origin: "http://evil.example"]
        )

        #expect(answer.status == .ok)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
    }

    @Test func theFirstPageLeadsToSigningIn() async throws {
        let answer = try await execute("/", authority: "localhost:8081")

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/sign-in?next=%2F")
    }

    @Test(arguments: ["/oauth2/token", "/.well-known/jwks.json", "/command"])
    func nothingOfTheOtherSitesIsHere(path: String) async throws {
        #expect(try await execute(path, authority: "localhost").status == .notFound)
        #expect(try await execute(path, method: .post, authority: "localhost").status == .notFound)
    }

    private func execute(
        _ path: String,
        method: HTTPRequest.Method = .get,
        authority: String?,
        headers: HTTPFields = [:]
    ) async throws -> CollectedResponse {
        let site = ControlApplication.adminSite(
            hosts: AdminHosts(["admin.example.test", "gate.example.test:9000", "not an authority"]),
            dashboard: try await DashboardFixture().services,
            health: HealthController(health: FixedHealth()),
            metrics: MetricsController(metrics: FixedMetrics())
        )
        return try await site.answer(path, method: method, authority: authority, headers: headers)
    }
}
