import GatehouseOAuth
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("The preview beside the form of a client")
struct ClientPreviewTests {
    private static let script: HTTPFields = [.fetchDestination: "empty"]

    @Test
    func theConsentScreenIsShownAsItWillBe() async throws {
        let fixture = try await DashboardFixture()
        let fields = ClientFormSubmission.code(scopes: ["openid", "tstapp_data.read"]) + [("preview", "yes")]
        let page = try await fixture.create("/clients/new/code", fields)

        #expect(page.status == .ok)
        #expect(page.words.contains("Reporting Studio asks for access to Application tstapp"))
        #expect(page.words.contains("Opens 1 route"))
        #expect(page.words.contains("Read your data"))
        #expect(page.reading.values(of: "value").contains("Reporting Studio"))
        #expect(try await fixture.clients(named: "Reporting Studio").isEmpty)
    }

    @Test
    func ourOwnScriptGetsThePreviewAlone() async throws {
        let fixture = try await DashboardFixture()
        let draft = try await fixture.draft("/clients/new/code")
        let fields =
            [draft] + ClientFormSubmission.code(["kind": "public", "redirect_uri": "http://127.0.0.1:3005/auth"])
        let answer = try await fixture.post(
            "/clients/new/code",
            fields + [("preview", "yes")],
            headers: Self.script
        )

        #expect(answer.status == .ok)
        #expect(answer.reading.all("html").isEmpty)
        #expect(answer.words.contains("asks for access to"))
        #expect(answer.words.contains("This is a program on your own device."))
    }

    @Test
    func aServiceSeesTheRoutesThatItsTicksOpen() async throws {
        let fixture = try await DashboardFixture()
        let draft = try await fixture.draft("/clients/new/service")
        let answer = try await fixture.post(
            "/clients/new/service",
            [draft] + ClientFormSubmission.service(scopes: ["tstapp_data.read"]) + [("preview", "yes")],
            headers: Self.script
        )

        #expect(answer.words.contains("2 of 3 routes"))
        #expect(answer.words.contains("needs tstapp_data.write"))
    }

    @Test
    func aPreviewOfHostileTextIsText() async throws {
        let fixture = try await DashboardFixture()
        let draft = try await fixture.draft("/clients/new/code")
        let text = "\"><script>alert(1)</script>"
        let answer = try await fixture.post(
            "/clients/new/code",
            [draft] + ClientFormSubmission.code(["name": text, "policy_uri": "javascript:alert(1)"])
                + [("preview", "yes")],
            headers: Self.script
        )

        #expect(answer.reading.all("script").isEmpty)
        #expect(answer.words.contains(text))
        #expect(answer.reading.all("a").allSatisfy { $0["href"]?.hasPrefix("https://") ?? false })
    }

    @Test
    func ourOwnScriptGetsTheScopesOfAnotherApplicationFromTheWholePage() async throws {
        let fixture = try await DashboardFixture()
        let draft = try await fixture.draft("/clients/new/code")
        let answer = try await fixture.post(
            "/clients/new/code",
            [draft] + ClientFormSubmission.code() + [("preview", "page")],
            headers: Self.script
        )

        #expect(answer.status == .ok)
        #expect(answer.reading.all("select").contains { $0["data-swap"] == "scope-ticks" })
        #expect(answer.reading.elements.contains { $0["id"] == "scope-ticks" })
        #expect(answer.reading.values(of: "value").contains("Reporting Studio"))
        #expect(try await fixture.clients(named: "Reporting Studio").isEmpty)
    }
}
