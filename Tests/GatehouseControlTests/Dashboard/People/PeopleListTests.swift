import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("People list")
struct PeopleListTests {
    private func fixture() async throws -> DashboardFixture {
        try await DashboardFixture(people: [
            .fixture("ada", id: .fixture(1), email: "ada@example.test", name: "Ada <i>L</i>", createdAt: 3_000),
            .fixture("bob", id: .fixture(2), assignedScopes: ["tstapp_data.write"], createdAt: 2_000, disabledAt: 5),
        ])
    }

    @Test
    func everybodyIsListedWithWhatTheyHold() async throws {
        let page = try await fixture().get("/people")

        #expect(page.status == .ok)
        #expect(page.text.contains("5 people"))
        #expect(page.text.contains("Ada &lt;i&gt;L&lt;/i&gt;"))
        #expect(page.text.contains("<span class=\"pill pill-tell\">Administrator</span>"))
        #expect(page.text.contains("<span class=\"pill pill-fail\">Disabled</span>"))
        #expect(page.text.contains("<span class=\"need\">tstapp_data.write</span>"))
        #expect(page.text.contains("<span class=\"need\">gatehouse_admin</span>"))
        #expect(page.text.contains("href=\"/people/new\""))
    }

    @Test
    func theListIsFilteredAndSortedByItsURL() async throws {
        let fixture = try await fixture()
        let found = try await fixture.get("/people?q=ada")
        #expect(found.text.contains("1 person"))
        #expect(!found.text.contains(">bob<"))

        let disabled = try await fixture.get("/people?state=disabled&sort=created&dir=desc")
        #expect(disabled.text.contains(">bob<"))
        #expect(!disabled.text.contains("ada@example.test"))
        #expect(disabled.reading.all("th").compactMap { $0["aria-sort"] } == ["descending"])
        let chips = disabled.reading.all("a").filter { $0["class"] == "chip" }.compactMap { $0["href"] }
        #expect(chips == ["/people?sort=created&amp;dir=desc"])

        let holders = try await fixture.get("/people?scope=gatehouse_read")
        #expect(holders.text.contains(">viewer<"))
        #expect(holders.text.contains("1 person"))
        #expect(try await fixture.get("/people?q=nobody-at-all").text.contains("Nobody is like that"))
    }

    @Test
    func longListsHavePages() async throws {
        let many = (1...120).map { User.fixture("user\($0)", id: .fixture($0)) }
        let fixture = try await DashboardFixture(people: many)
        let second = try await fixture.get("/people?q=user&page=2")

        #expect(second.text.contains("51 to 100 of 120"))
        let links = second.reading.all("a").filter { $0["rel"] != nil }.compactMap { $0["href"] }
        #expect(links == ["/people?q=user", "/people?q=user&amp;page=3"])
        #expect(second.body.readableBytes < 100_000)
    }

    @Test
    func whoMayOnlyLookSeesNoForms() async throws {
        let fixture = try await fixture()
        let id = UserID.fixture(1).value
        for path in [
            "/people", "/people/new", "/people/\(id)", "/people/\(id)/edit", "/people/\(id)/password",
            "/people/\(id)/disable", "/people/\(id)/sign-out", "/revoke", "/revoke?person=\(id)",
        ] {
            let page = try await fixture.get(path, as: .reader)
            #expect(page.status == .ok, "\(path)")
            let forms = page.reading.all("form").filter { $0["method"] == "post" && $0["action"] != "/sign-out" }
            #expect(forms.isEmpty, "\(path)")
            #expect(!page.text.contains("button-harm"), "\(path)")
        }
    }

    @Test
    func whoMayOnlyLookCannotPostByHand() async throws {
        let fixture = try await fixture()
        let id = UserID.fixture(1).value
        let yes = [(name: "confirmed", value: "yes")]
        for path in [
            "/people/new", "/people/\(id)/edit", "/people/\(id)/password", "/people/\(id)/disable",
            "/people/\(id)/enable", "/people/\(id)/second-factor", "/people/\(id)/sign-out", "/people/\(id)/withdraw",
            "/people/\(id)/revoke", "/people/\(id)/sessions/end", "/revoke", "/revoke/end",
        ] {
            #expect(try await fixture.post(path, yes, as: .reader).status == .forbidden, "\(path)")
            let forged = [(name: "csrf", value: "made-up")] + yes
            #expect(try await fixture.post(path, forged).status == .forbidden, "\(path)")
            let foreign = try await fixture.post(path, yes, headers: [.origin: "http://evil.example"])
            #expect(foreign.status == .forbidden, "\(path)")
        }
        #expect(try await fixture.store.user(.fixture(1))?.disabledAt == nil)
    }
}
