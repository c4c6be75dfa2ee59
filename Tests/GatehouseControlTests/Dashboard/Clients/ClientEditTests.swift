import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Editing clients")
struct ClientEditTests {
    private static let path = "/clients/spa/edit"

    private func fixture() async throws -> DashboardFixture {
        try await DashboardFixture(clients: [.app(id: "spa", name: "Weather")])
    }

    private func fields(_ page: CollectedResponse, _ changes: [String: String?] = [:]) -> ClientFormSubmission.Fields {
        [(name: "version", value: page.hidden("version") ?? "")] + ClientFormSubmission.code(changes)
    }

    @Test
    func theFormShowsWhatStandsAndSavesWhatWasTyped() async throws {
        let fixture = try await fixture()
        let form = try await fixture.get(Self.path)
        #expect(form.reading.values(of: "value").contains("Weather"))
        #expect(form.reading.values(of: "value").contains(PageBrowser.callback))
        let answer = try await fixture.post(Self.path, fields(form, ["access_token_seconds": "900"]))
        let client = try #require(try await fixture.client("spa"))

        #expect(answer.status == .seeOther)
        #expect(client.name == "Reporting Studio")
        #expect(client.profile.accessTokenSeconds == 900)
        #expect(client.isPublic)
        #expect(client.profile.backchannelLogoutURI == "https://app.example.test/backchannel")
        #expect(client.grants.contains(.refreshToken))
    }

    @Test
    func whatCannotBeChangedIsNot() async throws {
        let fixture = try await fixture()
        let form = try await fixture.get(Self.path)
        let changes = ["application": "other", "kind": "confidential"]
        let answer = try await fixture.post(Self.path, fields(form, changes) + [("auth", "private_key_jwt")])
        let client = try #require(try await fixture.client("spa"))

        #expect(answer.status == .seeOther)
        #expect(client.application == "tstapp")
        #expect(client.isPublic)
        #expect(client.profile.authenticationMethod == nil)
    }

    @Test
    func twoAdministratorsDoNotOverwriteEachOther() async throws {
        let fixture = try await fixture()
        let mine = try await fixture.get(Self.path)
        _ = try await fixture.post(Self.path, fields(mine, ["name": "Theirs"]))
        let answer = try await fixture.post(Self.path, fields(mine, ["name": "Mine"]))

        #expect(answer.status == .conflict)
        #expect(answer.text.contains("saved this client"))
        #expect(answer.words.contains("now Theirs"))
        #expect(answer.words.contains("root"))
        #expect(answer.reading.values(of: "value").contains("Mine"))
        #expect(try await fixture.client("spa")?.name == "Theirs")
        let again = try await fixture.post(Self.path, fields(answer, ["name": "Mine"]))
        #expect(again.status == .seeOther)
        #expect(try await fixture.client("spa")?.name == "Mine")
    }

    @Test
    func problemsKeepTheVersionOfTheForm() async throws {
        let fixture = try await fixture()
        let form = try await fixture.get(Self.path)
        let answer = try await fixture.post(Self.path, fields(form, ["name": ""]))

        #expect(answer.status == .unprocessableContent)
        #expect(answer.hidden("version") == form.hidden("version"))
        #expect(try await fixture.client("spa")?.name == "Weather")
    }

    @Test(arguments: [
        ("same-origin", ["tstapp_data.read", "tstapp_data.write"]), ("cross-site", ["tstapp_data.read"]),
        ("same-site", ["tstapp_data.read"]), ("none", ["tstapp_data.read"]),
    ])
    func onlyALinkOfOurOwnTicksScopes(from site: String, ticked: [String]) async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let page = try await fixture.get(
            "/clients/reporting/edit?scope=tstapp_data.write",
            headers: [.fetchSite: site]
        )
        let checked = page.reading.all("input")
            .filter { input in input["name"] == "scope" && input["checked"] != nil }
            .compactMap { $0["value"] }

        #expect(Set(checked) == Set(ticked))
    }

    @Test
    func aScopeThatIsTakenAwayIsWarnedOf() async throws {
        let fixture = try await fixture()
        let form = try await fixture.get(Self.path)
        let held = form.reading.all("input").filter { $0["class"] == "held" }.compactMap { $0["value"] }

        #expect(Set(held) == Set(try #require(try await fixture.client("spa")).scopes.names))
        #expect(form.text.contains("Tokens that were issued stay, unless you take away a scope."))
        #expect(form.reading.elements.contains { $0["class"] == "callout callout-warn if-taken" })
        let new = try await fixture.get("/clients/new/code")
        #expect(!new.text.contains("if-taken"))
        #expect(!new.reading.all("input").contains { $0["class"] == "held" })
    }
}
