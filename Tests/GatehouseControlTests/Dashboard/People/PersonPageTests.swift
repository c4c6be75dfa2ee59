import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Person pages")
struct PersonPageTests {
    private static let now = DashboardFixture.now
    private static let path = "/people/\(UserID.fixture(1).value)"
    private static let yes = [(name: "confirmed", value: "yes")]

    private func fixture(disabledAt: Int64? = nil) async throws -> DashboardFixture {
        let fixture = try await DashboardFixture(
            clients: [.fixture(id: "web", name: "Reporting <b>Studio</b>", grants: [.authorizationCode])],
            people: [.fixture("ada", name: "Ada", attributes: ["team": ["<red>"]], disabledAt: disabledAt)]
        )
        for (index, used) in [nil, Self.now - 240].enumerated() {
            let grant = Grant.fixture(
                id: "grant-\(index)",
                clientID: .fixture("web"),
                scope: ["tstapp_data.read"],
                createdAt: Self.now - 86_400,
                expiresAt: Self.now + 86_400,
                lastUsedAt: used
            )
            _ = try await fixture.store.record(
                grant,
                code: nil,
                consent: nil,
                limit: 10,
                revocation: { .grant($0.id, now: Self.now, lifetime: 60) },
                audit: []
            )
        }
        let session = Session.fixture(
            id: "ada-session",
            createdAt: Self.now - 600,
            lastSeenAt: Self.now - 60,
            expiresAt: Self.now + 86_400,
            userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            address: "192.0.2.14"
        )
        try await fixture.store.begin(session, digest: SecretDigest.of("ada"), ending: nil, audit: .fixture())
        return fixture
    }

    @Test
    func aPageShowsSessionsAndAccessInWords() async throws {
        let page = try await fixture().get(Self.path)

        #expect(page.status == .ok)
        #expect(page.text.contains("Firefox on Linux"))
        #expect(page.text.contains("192.0.2.14"))
        #expect(page.text.contains("Reporting &lt;b&gt;Studio&lt;/b&gt;"))
        #expect(page.text.contains("<summary>2 grants"))
        #expect(page.text.contains("4 minutes ago"))
        #expect(page.text.contains("&lt;red&gt;"))
        #expect(page.text.contains("href=\"/revoke?grant=grant-1\""))
        #expect(page.text.contains("href=\"\(Self.path)/withdraw?client=web\""))
        #expect(page.body.readableBytes < 100_000)
    }

    @Test
    func grantsAreSortedAndOpenWhereTheyWere() async throws {
        let fixture = try await fixture()
        func page(_ query: String) async throws -> (text: String, first: String, isOpen: Bool) {
            let text = try await fixture.get(Self.path + query).text
            let row = text.split(separator: "/revoke?grant=").dropFirst().first ?? ""
            return (text, String(row.prefix { $0 != "\"" }), text.contains("<details open><summary>2 grants"))
        }
        let plain = try await page("")
        let unused = try await page("?grants_sort=used")
        let used = try await page("?grants_sort=used&grants_dir=desc")

        #expect(!plain.isOpen && plain.text.contains("?grants_sort=used&amp;grants_dir=desc#apps"))
        #expect(unused.first == "grant-0" && unused.isOpen)
        #expect(used.first == "grant-1" && used.isOpen)
        #expect(used.text.contains("<th aria-sort=\"descending\">"))
    }

    @Test
    func anUnknownPersonIsNotFound() async throws {
        let fixture = try await DashboardFixture()
        for path in ["/people/nobody", "/people/00000000-0000-4000-8000-00000000ffff", "/people/%00"] {
            #expect(try await fixture.get(path).status == .notFound, "\(path)")
        }
    }

    @Test
    func aSessionIsEnded() async throws {
        let fixture = try await fixture()
        let answer = try await fixture.post(Self.path + "/sessions/end", [("session", "ada-session")])

        #expect(answer.headers[.location] == Self.path)
        #expect(try await fixture.store.sessions(of: .fixture(1), at: Self.now).isEmpty)
        let again = try await fixture.post(Self.path + "/sessions/end", [("session", "ada-session")])
        #expect(again.status == .seeOther)
    }

    @Test
    func withdrawingAsksFirstWithCountAndLastUse() async throws {
        let fixture = try await fixture()
        let asked = try await fixture.get(Self.path + "/withdraw?client=web")
        #expect(asked.text.contains("2 grants end. Last used 4 minutes ago."))
        let unconfirmed = try await fixture.post(Self.path + "/withdraw", [("client", "web")])
        #expect(unconfirmed.status == .ok)
        #expect(try await fixture.store.standingGrants(of: .fixture(1), at: Self.now).count == 2)

        let done = try await fixture.post(Self.path + "/withdraw", [("client", "web")] + Self.yes)
        #expect(done.headers[.location] == Self.path)
        #expect(try await fixture.store.standingGrants(of: .fixture(1), at: Self.now).isEmpty)
    }

    @Test
    func disablingEndsEverythingAndEnablingLetsThemIn() async throws {
        let fixture = try await fixture()
        let asked = try await fixture.get(Self.path + "/disable")
        #expect(asked.text.contains("Disable Ada?"))
        #expect(asked.text.contains("1 session ends."))
        _ = try await fixture.post(Self.path + "/disable", Self.yes)
        #expect(try await fixture.store.user(.fixture(1))?.disabledAt == Self.now)
        #expect(try await fixture.get(Self.path).text.contains("Cannot sign in since"))

        _ = try await fixture.post(Self.path + "/enable", Self.yes)
        #expect(try await fixture.store.user(.fixture(1))?.disabledAt == nil)
    }

    @Test
    func everyStepAsksAndThenDoesIt() async throws {
        for step in PersonStep.allCases where step != .withdraw {
            let fixture = try await fixture()
            let path = "\(Self.path)/\(step.rawValue)"
            let asked = try await fixture.get(path)
            #expect(asked.status == .ok, "\(step)")
            #expect(asked.reading.all("form").contains { $0["action"] == path }, "\(step)")
            #expect(try await fixture.post(path, Self.yes).headers[.location] == Self.path, "\(step)")
        }
    }

    @Test
    func oneselfIsWarnedBeforeBeingLockedOut() async throws {
        let fixture = try await DashboardFixture()
        let own = "/people/\(User.administrator.id.value)"
        let last = try await fixture.get(own + "/disable")
        #expect(last.text.contains("You are the last administrator, so this will be refused."))
        let unconfirmed = try await fixture.post(own + "/disable")
        #expect(unconfirmed.text.contains("You are the last administrator, so this will be refused."))
        #expect(try await fixture.store.user(User.administrator.id)?.disabledAt == nil)

        let insisted = try await fixture.post(own + "/disable", Self.yes)
        #expect(insisted.status == .unprocessableContent)
        #expect(insisted.text.contains("root is the last enabled person who holds gatehouse_admin."))
        #expect(try await fixture.store.user(User.administrator.id)?.disabledAt == nil)

        let second = User.fixture("second", id: .fixture(7), assignedScopes: ["gatehouse_admin"])
        let two = try await DashboardFixture(people: [second])
        let warned = try await two.get(own + "/disable")
        #expect(!warned.text.contains("You are the last administrator, so this will be refused."))
        #expect(warned.text.contains("It is you."))
    }

    @Test
    func oneselfDoesNotLoseTheDashboardByAnUntickedBox() async throws {
        let second = User.fixture("second", id: .fixture(7), assignedScopes: ["gatehouse_admin"], disabledAt: 5)
        let fixture = try await DashboardFixture(people: [second])
        let own = "/people/\(User.administrator.id.value)/edit"
        let version = try #require(try await fixture.get(own).reading.field("version"))
        let typed = [("version", version), ("name", "Root \"><b>"), ("role", "none")].map { (name: $0.0, value: $0.1) }
        let asked = try await fixture.post(own, typed)

        #expect(asked.status == .ok)
        #expect(asked.text.contains("Give up your own access?"))
        #expect(asked.text.contains("You are the last administrator, so this will be refused."))
        #expect(asked.text.contains("name=\"name\" value=\"Root &quot;&gt;&lt;b&gt;\""))
        #expect(try await fixture.store.user(User.administrator.id)?.assignedScopes.names == ["gatehouse_admin"])

        let refused = try await fixture.post(own, typed + Self.yes)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("root is the last enabled person who holds gatehouse_admin."))
        #expect(try await fixture.store.user(User.administrator.id)?.assignedScopes.names == ["gatehouse_admin"])

        let enabled = AdminCommand.enableUser("second")
        _ = try await fixture.base.administration.perform(enabled, actor: "test", now: DashboardFixture.now)
        let done = try await fixture.post(own, typed + Self.yes)
        #expect(done.status == .seeOther)
        #expect(try await fixture.store.user(User.administrator.id)?.assignedScopes.isEmpty == true)
    }

    @Test
    func theOwnSessionHasNoButtonThatEndsIt() async throws {
        let page = try await DashboardFixture().get("/people/\(User.administrator.id.value)")

        #expect(page.text.contains("This browser"))
        #expect(page.reading.field("session") == nil)
    }
}
