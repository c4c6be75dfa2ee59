import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("What a person leaves out the second time")
struct LeftOutTests {
    private static let scope = "openid profile tstapp_data.read"

    private func allowed(
        _ server: TestServer,
        _ browser: inout TestBrowser,
        _ scopes: [String],
        of scope: String = LeftOutTests.scope
    ) async throws -> TokenResponse {
        let answer = try await browser.allow(scopes, [("scope", scope), ("prompt", "consent")])
        return try await server.redeem(try #require(answer["code"]), now: browser.context.now)
    }

    @Test func earlierGrantsWithItAreTakenBack() async throws {
        let server = try await TestServer(clients: [.app(), .app(id: "other")])
        var browser = TestBrowser(server.server)
        let wide = try await allowed(server, &browser, ["openid", "profile", "tstapp_data.read"])
        let narrow = try await allowed(server, &browser, ["openid"], of: "openid")
        let answer = try await browser.allow(["openid", "tstapp_data.read"], [("client_id", "other")])
        let others = try await server.redeem(try #require(answer["code"]), client: "other")
        browser.wait(10)

        let next = try await allowed(server, &browser, ["openid", "profile"])

        #expect(try !server.isLive(wide))
        #expect(try server.isLive(narrow) && server.isLive(next) && server.isLive(others))
        let access = try #require(try await server.server.account(browser.context)?.access)
        #expect(access.first { $0.client.id.value == "app" }?.scopes.map(\.name) == ["openid", "profile"])
        let withdrawn = try await server.audit()
            .compactMap { event in
                event.kind.name == "consent.withdrawn" ? event.kind.details : nil
            }
        #expect(withdrawn.map { $0["scope"] } == ["tstapp_data.read"])
    }

    @Test func whatWasNotAskedAboutStays() async throws {
        let server = try await TestServer(clients: [.app()])
        var browser = TestBrowser(server.server)
        let read = try await allowed(server, &browser, ["openid", "tstapp_data.read"])

        _ = try await allowed(server, &browser, ["openid"], of: "openid profile")

        #expect(try server.isLive(read))
        #expect(try await !server.accountEvents().contains(.consentWithdrawn))
    }

    @Test func aDeviceTakesItBackToo() async throws {
        let server = try await TestServer(clients: [.app()])
        var browser = TestBrowser(server.server)
        let wide = try await allowed(server, &browser, ["openid", "tstapp_data.read"])
        let device = DeviceAuthorization.fixture(
            clientID: .fixture("app"),
            scope: ["openid", "tstapp_data.read"],
            createdAt: TestServer.now - 30,
            expiresAt: TestServer.now + 570
        )
        #expect(try await server.store.begin(device))
        let view = await server.server.deviceView(userCode: device.userCode, browser: browser.context)
        guard case .prompt(let prompt) = view else {
            Issue.record("no question")
            return
        }

        let done = await server.server.decideDevice(flow: prompt.flow, allowed: ["openid"], browser: browser.context)

        #expect(try !server.isLive(wide))
        guard case .done(_, isAllowed: true) = done else {
            Issue.record("not decided")
            return
        }
    }
}
