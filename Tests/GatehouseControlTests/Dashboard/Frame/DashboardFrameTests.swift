import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Who is let into the dashboard")
struct DashboardFrameTests {
    static let places = ["/", "/decisions", "/routes", "/applications", "/clients", "/people", "/keys", "/audit"]

    @Test(arguments: places)
    func aStrangerSignsInFirstAndComesBack(path: String) async throws {
        let dashboard = try await DashboardFixture()

        let answer = try await dashboard.get(path + "?range=hour", as: .nobody)

        #expect(answer.status == .seeOther)
        let next = FormText.encode([(name: "next", value: path + "?range=hour")])
        #expect(answer.headers[.location] == "/sign-in?" + next)
        #expect(answer.headers[.cacheControl] == "no-store")
    }

    @Test(arguments: places)
    func administratorAndReaderSeeEveryPart(path: String) async throws {
        let dashboard = try await DashboardFixture()

        for visitor in [DashboardFixture.Visitor.administrator, .reader] {
            let answer = try await dashboard.get(path, as: visitor)

            #expect(answer.status == .ok, "\(visitor)")
            #expect(answer.headers[.contentSecurityPolicy] == PageSecurityPolicy.dashboard.value)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.frameOptions] == "DENY")
            #expect(answer.body.readableBytes < 100 * 1_024)
        }
    }

    @Test(arguments: places)
    func whoeverHoldsNoScopeLearnsWhichCommandGivesIt(path: String) async throws {
        let answer = try await DashboardFixture().get(path, as: .outsider)

        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("gatehouse user grant outsider gatehouse_read"))
        #expect(!answer.text.contains("side-nav"))
    }

    @Test func aScopeThatIsTakenCountsAtTheNextRequest() async throws {
        let dashboard = try await DashboardFixture()
        #expect(try await dashboard.get("/keys").status == .ok)

        let command = AdminCommand.assignScopes(user: "root", given: ["gatehouse_read"], taken: [])
        _ = try await dashboard.services.administration.perform(
            command,
            actor: "cli",
            now: DashboardFixture.now - 60,
            isOperator: true
        )
        let taken = AdminCommand.assignScopes(user: "root", given: [], taken: ["gatehouse_admin"])
        _ = try await dashboard.services.administration.perform(
            taken,
            actor: "cli",
            now: DashboardFixture.now - 60,
            isOperator: true
        )

        let page = try await dashboard.get("/keys")
        #expect(page.status != .ok || !page.text.contains("href=\"/keys/rotate\""))
        let form = try await dashboard.post("/keys/rotate", [("haste", "urgent"), ("confirmed", "yes")])
        #expect(form.status == .forbidden)
    }

    @Test(arguments: [AdminCommand.disableUser("root"), .signOutUser("root")])
    func disablingOrSigningOutEndsIt(command: AdminCommand) async throws {
        let dashboard = try await DashboardFixture()

        _ = try await dashboard.services.administration.perform(
            command,
            actor: "cli",
            now: DashboardFixture.now,
            isOperator: true
        )

        #expect(try await dashboard.get("/").status == .seeOther)
        #expect(try await dashboard.fetch("/live").status == .forbidden)
        #expect(try await dashboard.post("/keys/rotate", [("haste", "none")]).status == .forbidden)
    }

    @Test func theSessionAtTheIssuerCarriesTheDashboard() async throws {
        let dashboard = try await DashboardFixture()

        _ = try await dashboard.store.end("session-root", of: User.administrator.id, audit: .fixture())

        #expect(try await dashboard.get("/").status == .seeOther)
    }

    @Test func anHourWithoutUseEndsItAndUseKeepsItForTwelve() async throws {
        let dashboard = try await DashboardFixture()
        dashboard.clock.wait(3_599)
        let used = try await dashboard.get("/keys")
        #expect(used.status == .ok)
        let cookie = try #require(used.headers[.setCookie])
        #expect(cookie.hasPrefix("gatehouse-dashboard="))
        #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))

        dashboard.clock.wait(1)
        #expect(try await dashboard.get("/keys").status == .seeOther)
        let renewed = HTTPFields(cookie: String(cookie.prefix { $0 != ";" }))
        #expect(try await dashboard.get("/keys", headers: renewed).status == .ok)
    }

    @Test func twelveHoursAreTheEndHoweverBusy() throws {
        let key = SealingKey.fixture()
        let signIn = DashboardSignIn(user: .fixture(1), sessionID: "s", grantID: "g", issuedAt: 0, mayLook: true)
        let busy = DashboardSession(id: "d", signIn: signIn, startedAt: 0, seenAt: 12 * 3_600 - 10)

        #expect(DashboardSession(opening: busy.sealed(with: key), with: key, now: 12 * 3_600 - 1) == busy)
        #expect(DashboardSession(opening: busy.sealed(with: key), with: key, now: 12 * 3_600) == nil)
        #expect(DashboardSession(opening: busy.sealed(with: .fixture(8)), with: key, now: 12 * 3_600 - 1) == nil)
    }

    @Test func aCookieThatStandsTwiceCountsForNothing() async throws {
        let dashboard = try await DashboardFixture()
        let session = try #require(dashboard.session(.administrator))
        let pair = "gatehouse-dashboard=" + session.sealed(with: dashboard.pages.key)

        #expect(try await dashboard.get("/", headers: HTTPFields(cookie: pair)).status == .ok)
        #expect(try await dashboard.get("/", headers: HTTPFields(cookie: pair + "; " + pair)).status == .seeOther)
    }

    @Test func aStoreThatFailsIsAPageOfItsOwn() async throws {
        let dashboard = try await DashboardFixture()
        dashboard.decisions.set { $0.failure = .unavailable("locked") }

        let answer = try await dashboard.get("/")

        #expect(answer.status == .serviceUnavailable)
        #expect(!answer.text.contains("locked"))
    }
}

extension HTTPFields {
    /// Only a cookie.
    init(cookie: String) {
        self = [.cookie: cookie]
    }
}
