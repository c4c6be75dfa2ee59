import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Forms about people")
struct PersonFormTests {
    private static let full: [(name: String, value: String)] = [
        ("username", "grace"), ("email", "grace@example.test"), ("name", "Grace Hopper"),
        ("attribute_name", "department"), ("attribute_value", "finance"), ("attribute_name", "department"),
        ("attribute_value", "board"), ("attribute_name", ""), ("attribute_value", ""), ("role", "read"),
    ]

    private func grace(in fixture: DashboardFixture) async throws -> User? {
        try await fixture.store.user(named: "grace")
    }

    @Test
    func aPersonIsCreatedAndThePasswordIsShownOnce() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.post("/people/new", Self.full)

        #expect(answer.status == .ok)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.text.contains("Grace Hopper can sign in"))
        let grace = try #require(try await grace(in: fixture))
        #expect(grace.attributes == ["department": ["finance", "board"]])
        #expect(grace.assignedScopes.names == ["gatehouse_read"])
        let shown = try #require(answer.text.split(separator: "id=\"new-password\">").last?.prefix { $0 != "<" })
        #expect(grace.passwordHash == PlainPasswords.hash(of: String(shown)))
        let later = try await fixture.get("/people/\(grace.id.value)")
        #expect(!later.text.contains(shown))
    }

    @Test
    func aTypedPasswordIsNotShown() async throws {
        let fixture = try await DashboardFixture()
        let typed = Self.full + [("password_way", "typed"), ("password", PageBrowser.password)]
        let answer = try await fixture.post("/people/new", typed)

        #expect(answer.status == .seeOther)
        let grace = try #require(try await grace(in: fixture))
        #expect(answer.headers[.location] == "/people/\(grace.id.value)")
        #expect(grace.passwordHash == PlainPasswords.hash(of: PageBrowser.password))
    }

    @Test
    func allProblemsComeBackAtOnceWithWhatWasTyped() async throws {
        let fixture = try await DashboardFixture()
        let hostile = "\"><script>alert(1)</script>"
        let answer = try await fixture.post(
            "/people/new",
            [
                ("username", hostile), ("email", "not an address"), ("name", "\u{202E}" + hostile),
                ("attribute_name", "sub"), ("attribute_value", hostile), ("password_way", "typed"),
                ("password", "short"), ("role", "admin"), ("scope", hostile),
            ]
        )

        #expect(answer.status == .unprocessableContent)
        for field in ["username", "email", "attributes"] {
            #expect(answer.text.contains("id=\"\(field)-error\""), "\(field)")
        }
        #expect(answer.text.contains("Nobody was created yet."))
        #expect(answer.text.contains("value=\"not an address\""))
        #expect(answer.text.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""))
        #expect(!answer.text.contains("<script>alert"))
        #expect(!answer.text.contains("value=\"short\""))
        #expect(answer.text.contains("name=\"role\" value=\"admin\" checked"))
        let anchors = answer.reading.all("a").compactMap { $0["href"] }.filter { $0.hasPrefix("#") }
        #expect(Set(anchors.map { String($0.dropFirst()) }).isSubset(of: answer.reading.values(of: "id")))
    }

    @Test
    func aWeakPasswordIsToldBesideItsField() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.post(
            "/people/new",
            Self.full + [("password_way", "typed"), ("password", "short")]
        )

        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("id=\"password-error\""))
        #expect(answer.text.contains("value=\"finance\""))
        #expect(try await grace(in: fixture) == nil)
    }

    @Test
    func aFormThatIsSentTwiceMakesOnePersonAndSaysSoKindly() async throws {
        let fixture = try await DashboardFixture()
        _ = try await fixture.post("/people/new", Self.full)
        let second = try await fixture.post("/people/new", Self.full)

        #expect(second.status == .unprocessableContent)
        let grace = try #require(try await grace(in: fixture))
        #expect(second.text.contains("A form that is sent twice creates one person"))
        #expect(second.text.contains("href=\"/people/\(grace.id.value)\""))
        #expect(try await fixture.get("/people?q=grace").text.contains("1 person"))
    }

    @Test
    func moreRowsKeepWhatWasTypedAndCreateNobody() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.post("/people/new", Self.full + [("more", "yes")])

        #expect(answer.status == .ok)
        #expect(answer.reading.all("input").count { $0["name"] == "attribute_name" } == 8)
        #expect(answer.text.contains("value=\"board\""))
        #expect(try await grace(in: fixture) == nil)
    }

    @Test
    func whatDescribesAPersonIsReplaced() async throws {
        let fixture = try await DashboardFixture(people: [
            .fixture("ada", email: "ada@example.test", name: "Ada", attributes: ["team": ["red"]])
        ])
        let path = "/people/\(UserID.fixture(1).value)"
        let form = try await fixture.get(path + "/edit")
        let version = try #require(form.reading.field("version"))
        #expect(form.text.contains("value=\"red\""))
        let answer = try await fixture.post(
            path + "/edit",
            [("version", version), ("email", ""), ("name", "Ada L"), ("role", "none")]
        )

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == path)
        let ada = try #require(try await fixture.store.user(.fixture(1)))
        #expect(ada.email == nil)
        #expect(ada.name?.value == "Ada L")
        #expect(ada.attributes.isEmpty)
        let page = try await fixture.get(path, headers: [.cookie: Self.cookies(answer, fixture)])
        #expect(page.text.contains("Ada L was changed."))
    }

    @Test
    func whoIsSlowerSeesBothAndLosesNothing() async throws {
        let fixture = try await DashboardFixture(people: [.fixture("ada", name: "Ada")])
        let path = "/people/\(UserID.fixture(1).value)/edit"
        let version = try #require(try await fixture.get(path).reading.field("version"))
        _ = try await fixture.post(path, [("version", version), ("name", "Ada First"), ("role", "none")])
        let slower = try await fixture.post(path, [("version", version), ("name", "Ada Second"), ("role", "none")])

        #expect(slower.status == .conflict)
        #expect(slower.text.contains("Somebody else changed this person meanwhile"))
        #expect(slower.text.contains("value=\"Ada Second\""))
        #expect(slower.text.contains("Now: <strong><bdi>Ada First</bdi></strong>"))
        #expect(try await fixture.store.user(.fixture(1))?.name?.value == "Ada First")
        let newer = try #require(slower.reading.field("version"))
        let again = try await fixture.post(path, [("version", newer), ("name", "Ada Second"), ("role", "none")])
        #expect(again.status == .seeOther)
    }

    @Test
    func aLinkTicksAScopeBesideThoseThatAreHeld() {
        var values = PersonFormValues(UserSummary(.fixture("ada", assignedScopes: ["old.scope"])))
        values.scopes.append("tstapp_data.write")
        let form = PersonForm(values, catalog: .assigned("tstapp_data.write"))

        #expect(form.scopeGroups.map(\.name) == ["Application tstapp", "Not declared"])
        #expect(form.scopeGroups.flatMap(\.ticks).map(\.name) == ["tstapp_data.write", "old.scope"])
        #expect(form.scopeGroups.flatMap(\.ticks).allSatisfy { $0.isTicked })
    }

    @Test
    func aPasswordIsResetByChanceOrTyped() async throws {
        let fixture = try await DashboardFixture(people: [.fixture("ada", name: "Ada")])
        let path = "/people/\(UserID.fixture(1).value)/password"
        let chosen = try await fixture.post(path, [("password_way", "chance")])
        #expect(chosen.status == .ok)
        let shown = try #require(chosen.text.split(separator: "id=\"new-password\">").last?.prefix { $0 != "<" })
        #expect(try await fixture.store.user(.fixture(1))?.passwordHash == PlainPasswords.hash(of: String(shown)))

        let weak = try await fixture.post(path, [("password_way", "typed"), ("password", "ada")])
        #expect(weak.status == .unprocessableContent)
        #expect(weak.text.contains("id=\"password-error\""))
        let typed = try await fixture.post(path, [("password_way", "typed"), ("password", PageBrowser.password)])
        #expect(typed.status == .seeOther)
    }

    /// The cookies of a browser after an answer.
    private static func cookies(_ answer: CollectedResponse, _ fixture: DashboardFixture) -> String {
        let session = fixture.session(.administrator).map { $0.sealed(with: fixture.pages.key) } ?? ""
        let new = answer.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }
        return (["\(DashboardCookies(isSecure: false).session.name)=\(session)"] + new).joined(separator: "; ")
    }
}
