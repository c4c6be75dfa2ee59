import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("Signing in to the dashboard")
struct DashboardSignInTests {
    let dashboard: DashboardFixture
    let browser: PageBrowser

    init() async throws {
        dashboard = try await DashboardFixture()
        let client = DashboardClient(root: .fixture())
        let standing = try await client.settle(
            in: dashboard.store,
            redirectURIs: dashboard.services.origins.redirectURIs,
            now: DashboardFixture.now
        )
        #expect(standing == .standing)
        browser = PageBrowser(dashboard.base)
    }

    /// Goes through the issuer with name and password; answers the address to which it leads back.
    private func callback(
        _ begun: CollectedResponse,
        as username: String,
        origin: String = DashboardFixture.origin
    ) async throws -> String {
        let location = try #require(begun.headers[.location])
        let issuer = ControlFixture.issuer
        try #require(location.hasPrefix(issuer + "/oauth2/authorize?"))
        let login = try await browser.follow(try await browser.get(String(location.dropFirst(issuer.utf8.count))))
        let answer = try await browser.follow(try await browser.signIn(on: login, username))
        let back = try #require(answer.headers[.location])
        try #require(back.hasPrefix(origin))
        return String(back.dropFirst(origin.utf8.count))
    }

    /// The cookies of the browser that began: that of its step, and that of its session at the issuer.
    private func step(_ begun: CollectedResponse) throws -> HTTPFields {
        try step(begun, session: browser.cookies["gatehouse-session"])
    }

    private func step(_ begun: CollectedResponse, session: String?) throws -> HTTPFields {
        let step = String(try #require(begun.headers[.setCookie]).prefix { $0 != ";" })
        return HTTPFields(cookie: step + (session.map { "; gatehouse-session=" + $0 } ?? ""))
    }

    @Test func anAdministratorComesBackToThePageThatWasAskedFor() async throws {
        let begun = try await dashboard.get("/sign-in?next=%2Fkeys%3Fx%3D1", as: .nobody)
        let back = try await callback(begun, as: "root")

        let done = try await dashboard.get(back, as: .nobody, headers: try step(begun))

        #expect(done.status == .seeOther)
        #expect(done.headers[.location] == "/keys?x=1")
        let cookies = done.headers[values: .setCookie]
        let session = try #require(cookies.first { $0.hasPrefix("gatehouse-dashboard=") })
        #expect(session.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
        #expect(cookies.contains { $0.hasPrefix("gatehouse-dashboard-step=;") })
        let page = try await dashboard.get(
            "/keys",
            as: .nobody,
            headers: HTTPFields(cookie: String(session.prefix { $0 != ";" }))
        )
        #expect(page.status == .ok)
        #expect(page.text.contains("Root Example"))
    }

    @Test func signingOutEndsTheSessionAtTheIssuerToo() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let done = try await dashboard.get(
            try await callback(begun, as: "viewer"),
            as: .nobody,
            headers: try step(begun)
        )
        let cookie = try #require(done.headers[values: .setCookie].first { $0.hasPrefix("gatehouse-dashboard=") })
        let headers = HTTPFields(cookie: String(cookie.prefix { $0 != ";" }))
        let token = try #require(try await dashboard.get("/", as: .nobody, headers: headers).reading.field("csrf"))
        #expect(try await browser.get("/account").status == .ok)

        let ended = try await dashboard.post("/sign-out", [("csrf", token)], as: .nobody, headers: headers)

        #expect(ended.status == .ok)
        #expect(ended.text.contains("You are signed out"))
        #expect(ended.headers[values: .setCookie].contains { $0.hasPrefix("gatehouse-dashboard=;") })
        #expect(try await dashboard.get("/", as: .nobody, headers: headers).status == .seeOther)
        #expect(try await browser.get("/account").headers[.location] == "/login")
    }

    @Test func whoHoldsNoScopeIsToldSoAndGetsNoCookie() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let back = try await callback(begun, as: "outsider")

        let answer = try await dashboard.get(back, as: .nobody, headers: try step(begun))

        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("gatehouse user grant outsider gatehouse_admin"))
        #expect(!answer.headers[values: .setCookie].contains { $0.hasPrefix("gatehouse-dashboard=") })
    }

    @Test func aCodeWorksOnceAndOnlyInTheBrowserThatAsked() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let other = try await dashboard.get("/sign-in", as: .nobody)
        let back = try await callback(begun, as: "root")

        #expect(try await dashboard.get(back, as: .nobody).status == .badRequest)
        #expect(try await dashboard.get(back, as: .nobody, headers: try step(other)).status == .badRequest)
        #expect(try await dashboard.get(back, as: .nobody, headers: try step(begun)).status == .seeOther)
        #expect(try await dashboard.get(back, as: .nobody, headers: try step(begun)).status == .forbidden)
    }

    @Test func aCodeIsWorthNothingWithoutTheSessionOfItsPerson() async throws {
        let other = PageBrowser(dashboard.base)
        try await other.signIn("viewer")
        let again = PageBrowser(dashboard.base)
        try await again.signIn("root")
        let foreign = [nil, "x", other.cookies["gatehouse-session"], again.cookies["gatehouse-session"]]
        #expect(foreign.compactMap { $0 }.count == 3)
        for session in foreign {
            browser.cookies = [:]
            let begun = try await dashboard.get("/sign-in", as: .nobody)
            let back = try await callback(begun, as: "root")

            let answer = try await dashboard.get(back, as: .nobody, headers: try step(begun, session: session))

            #expect(answer.status == .forbidden)
            #expect(!answer.headers[values: .setCookie].contains { $0.hasPrefix("gatehouse-dashboard=") })
        }
    }

    @Test func underAnotherHostNameTheIssuersCookieIsNotAwaited() async throws {
        let authority = "admin.example.test:8081"
        let begun = try await dashboard.send("/sign-in", method: .get, as: .nobody, authority: authority)
        let back = try await callback(begun, as: "root", origin: "http://" + authority)

        let done = try await dashboard.send(
            back,
            method: .get,
            as: .nobody,
            headers: try step(begun, session: nil),
            authority: authority
        )

        #expect(done.status == .seeOther)
        #expect(done.headers[values: .setCookie].contains { $0.hasPrefix("gatehouse-dashboard=") })
    }

    @Test func overTLSTheCookiesAreOfThisVeryHost() async throws {
        let authority = "secure.example.test"
        let begun = try await dashboard.send("/sign-in", method: .get, as: .nobody, authority: authority)
        let back = try await callback(begun, as: "root", origin: "https://" + authority)
        let cookies = try step(begun, session: nil)
        let done = try await dashboard.send(back, method: .get, as: .nobody, headers: cookies, authority: authority)
        let session = try #require(done.headers[values: .setCookie].first { $0.contains("gatehouse-dashboard=") })
        let signedIn = HTTPFields(cookie: String(session.prefix { $0 != ";" }))
        let page = try await dashboard.send("/keys", method: .get, as: .nobody, headers: signedIn, authority: authority)
        let plain = try await dashboard.send("/keys", method: .get, as: .nobody, headers: signedIn)

        #expect(session.hasPrefix("__Host-") && session.contains("; Secure"))
        #expect(page.status == .ok)
        #expect(plain.status == .seeOther)
    }

    @Test(arguments: [
        ("secure.example.test", "https://secure.example.test", true),
        ("secure.example.test:443", "https://secure.example.test", true),
        ("secure.example.test", "http://secure.example.test", false),
        ("admin.example.test:8081", "http://admin.example.test:8081", true),
        ("admin.example.test:8081", "https://admin.example.test:8081", false),
        ("localhost:9000", "http://localhost:9000", true),
        ("localhost:9000", "https://localhost:9000", false),
    ])
    func theOriginOfAFormHasTheSchemeThatWasConfigured(authority: String, origin: String, isOurs: Bool) async throws {
        let answer = try await dashboard.send(
            "/sign-out",
            method: .post,
            as: .nobody,
            headers: [.origin: origin],
            authority: authority
        )

        // Ours comes as far as the form, which is missing.
        #expect(answer.status == (isOurs ? .badRequest : .forbidden))
    }

    @Test func anotherLoopbackNameLeadsToTheIssuers() async throws {
        let answer = try await dashboard.send(
            "/sign-in?next=%2Fkeys",
            method: .get,
            as: .nobody,
            authority: "127.0.0.1:8081"
        )

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "http://localhost:8081/sign-in?next=%2Fkeys")
        #expect(answer.headers[.setCookie] == nil)
    }

    @Test func aStepIsOverAfterTenMinutes() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let back = try await callback(begun, as: "root")
        dashboard.clock.wait(600)

        #expect(try await dashboard.get(back, as: .nobody, headers: try step(begun)).status == .badRequest)
    }

    @Test func nobodyElseCanRedeemACode() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let back = try await callback(begun, as: "root")
        let code = try #require(back.split(separator: "code=").last?.prefix { $0 != "&" })
        let form: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("client_id", "gatehouse-dashboard"), ("code", String(code)),
            ("redirect_uri", DashboardFixture.origin + "/sign-in/callback"), ("code_verifier", PageBrowser.verifier),
        ]

        let tokens = try await dashboard.base.issuerApplication()
            .test(.router) { client in try await client.post("/oauth2/token", form: FormText.encode(form)) }

        #expect(tokens.status == .unauthorized)
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/sign-in", "/sign-in/callback?code=1",
        "/a b", "/ä", "/" + String(repeating: "x", count: 1_100), "",
    ])
    func theWayBackNeverLeavesTheDashboard(next: String) {
        #expect(SignInStep.next(next) == "/")
    }

    @Test(arguments: ["/", "/clients?sort=name", "/decisions/abc"])
    func theWayBackIsAPathOfOurs(next: String) {
        #expect(SignInStep.next(next) == next)
    }

    @Test(arguments: ["localhost:9999", "localhost", "127.0.0.1:9999"])
    func anAddressThatIsNotRegisteredIsExplained(authority: String) async throws {
        let answer = try await dashboard.send("/sign-in", method: .get, as: .nobody, authority: authority)

        #expect(answer.status == .badRequest)
        #expect(answer.text.contains("http://localhost:8081"))
    }

    @Test func withoutAnyAdministratorTheCommandIsShown() async throws {
        let dashboard = try await DashboardFixture()
        for user in [User.administrator, .reader] {
            var powerless = user
            powerless.assignedScopes = .empty
            _ = try await dashboard.store.update(powerless, audit: .fixture())
        }

        let answer = try await dashboard.get("/sign-in", as: .nobody)

        #expect(answer.status == .ok)
        #expect(answer.text.contains("gatehouse user create --username ada --admin"))
    }

    @Test func theIssuersRefusalIsSaid() async throws {
        let begun = try await dashboard.get("/sign-in", as: .nobody)
        let location = try #require(begun.headers[.location])
        let state = try #require(location.split(separator: "state=").last?.prefix { $0 != "&" })
        let issuer = FormText.encode([(name: "iss", value: ControlFixture.issuer)])

        let answer = try await dashboard.get(
            "/sign-in/callback?error=access_denied&state=\(state)&\(issuer)",
            as: .nobody,
            headers: try step(begun)
        )

        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("You were not signed in"))
    }
}

@Suite("The dashboard's own client")
struct DashboardClientTests {
    private let client = DashboardClient(root: .fixture())

    @Test func itIsMadeOnceAndBroughtUpToDate() async throws {
        let store = MemoryStore()
        _ = try await client.settle(in: store, redirectURIs: ["http://localhost:1/sign-in/callback"], now: 1)
        _ = try await client.settle(in: store, redirectURIs: ["http://localhost:1/sign-in/callback"], now: 2)
        #expect(try await store.auditEvents(before: nil, limit: 9).map(\.event.kind.name) == ["client.created"])

        _ = try await client.settle(in: store, redirectURIs: ["http://localhost:2/sign-in/callback"], now: 3)
        _ = try await DashboardClient(root: .fixture(9))
            .settle(
                in: store,
                redirectURIs: ["http://localhost:2/sign-in/callback"],
                now: 4
            )

        let kinds = try await store.auditEvents(before: nil, limit: 9).map(\.event.kind.name)
        #expect(kinds == ["client.secret_added", "client.updated", "client.created"])
        let stored = try #require(try await store.client(.fixture("gatehouse-dashboard")))
        #expect(stored.redirectURIs == ["http://localhost:2/sign-in/callback"])
        #expect(stored.secrets.count == 1)
        #expect(stored.profile.source == .builtIn)
        #expect(!stored.isPublic)
    }

    @Test func somebodyElsesClientOfItsNameIsLeftAlone() async throws {
        let other = Client.fixture(id: "gatehouse-dashboard", name: "Mine")
        let store = MemoryStore(clients: [other])

        #expect(try await client.settle(in: store, redirectURIs: [], now: 1) == .nameTaken)
        #expect(try await store.client(other.id) == other)
    }
}

@Suite("Origins of the dashboard")
struct DashboardOriginsTests {
    @Test func everyNameThatMayBeAskedIsRegistered() {
        let hosts = ["Admin.example.test", "gate.example.test:9000", "[::2]", "plain.example.test:80"]
        let origins = DashboardOrigins(port: 8081, hosts: hosts)

        #expect(
            origins.all == [
                "http://localhost:8081", "http://127.0.0.1:8081", "http://admin.example.test:8081",
                "http://gate.example.test:9000", "http://[::2]:8081", "http://plain.example.test",
            ]
        )
        #expect(origins.origin(of: "admin.example.test") == nil)
        #expect(origins.origin(of: "ADMIN.example.test:8081") == "http://admin.example.test:8081")
        #expect(origins.origin(of: "localhost:9999") == nil)
        #expect(origins.origin(of: nil) == nil)
    }

    @Test func aNameBehindTLSHasThePortThatPeopleUse() {
        let origins = DashboardOrigins(
            port: 8081,
            hosts: ["https://Admin.example.test", "https://gate.example.test:8443", "https://[::2]:443"]
        )

        #expect(
            origins.all.dropFirst(2) == [
                "https://admin.example.test", "https://gate.example.test:8443", "https://[::2]",
            ]
        )
        #expect(origins.origin(of: "admin.example.test:443") == "https://admin.example.test")
        #expect(["admin.example.test", "gate.example.test:8443", "[::2]"].allSatisfy { origins.isSecure($0) })
        #expect(["admin.example.test:8081", "localhost:8081", nil].allSatisfy { !origins.isSecure($0) })
    }

    @Test func theSchemesOwnPortIsLeftAway() {
        let origins = DashboardOrigins(listen: "::", port: 80, hosts: ["gate.example.test"])

        #expect(
            origins.all == ["http://localhost", "http://127.0.0.1", "http://[::1]", "http://gate.example.test"]
        )
        #expect(origins.origin(of: "[::1]:80") == "http://[::1]")
        #expect(origins.origin(of: "localhost:80") == "http://localhost")
    }

    @Test(arguments: [
        ("127.0.0.1", ["localhost", "127.0.0.1"]), ("localhost", ["localhost", "127.0.0.1"]),
        ("0.0.0.0", ["localhost", "127.0.0.1"]), ("::1", ["localhost", "[::1]"]),
        ("::", ["localhost", "127.0.0.1", "[::1]"]),
    ])
    func noLoopbackAddressIsRegisteredWhereWeDoNotListen(listen: String, names: [String]) {
        #expect(DashboardOrigins(listen: listen, port: 1).all == names.map { "http://\($0):1" })
    }
}
