import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("From a client to its code, page by page")
struct SignInStoryTests {
    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    @Test func aPersonSignsInAllowsAndComesBackWithACode() async throws {
        let login = try await browser.begin([("login_hint", "ada\"><script>")])
        #expect(login.status == .ok)
        #expect(login.text.contains("Weather &lt;b&gt;app&lt;/b&gt;"))
        #expect(login.reading.field("username") == "ada&quot;&gt;&lt;script&gt;")

        let answer = try await browser.signIn(on: login)
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location]?.hasPrefix("/consent?flow=") == true)
        #expect(browser.cookies["gatehouse-session"]?.count == 43)

        let consent = try await browser.follow(answer)
        #expect(consent.reading.scopes == ["openid", "tstapp_data.read"])
        #expect(consent.text.contains("/tstapp/data/"))

        let typed = [("scope", "openid"), ("scope", "tstapp_data.read"), ("decision", "allow")]
        let end = try await browser.submit(consent, to: "/consent", typed.map { (name: $0.0, value: $0.1) })
        #expect(end.status == .seeOther)
        #expect(end.headers[.location]?.hasPrefix(PageBrowser.callback + "?code=") == true)
        #expect(end.parameters["state"] == "af0if jsldkj")
        #expect(end.parameters["iss"] == ControlFixture.issuer)
        #expect(end.headers[.cacheControl] == "no-store")
        #expect(try await fixture.events() == [.signedIn, .consentGiven, .granted])
    }

    @Test func theCodeIsGoodForTokens() async throws {
        let tokens = try await browser.tokens()

        #expect(tokens["scope"] == "openid tstapp_data.read")
        #expect(tokens["id_token"] != nil)
    }

    @Test func whatWasAllowedIsNotAskedAgain() async throws {
        _ = try await browser.allow()

        let again = try await browser.get(PageBrowser.request())

        #expect(again.status == .seeOther)
        #expect(again.parameters["code"] != nil)
    }

    @Test func aPostedRequestComesBackWithGetAndThenHasItsCookies() async throws {
        _ = try await browser.allow()
        let cookies = browser.cookies
        let form = String(PageBrowser.request().dropFirst("/oauth2/authorize?".count))
        browser.cookies = [:]

        // SameSite=Lax: a form of another site comes without cookies.
        let answer = try await browser.post(form, to: "/oauth2/auth", headers: [.origin: "https://app.example.test"])
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/oauth2/authorize?" + form)
        #expect(answer.headers[.setCookie] == nil)

        browser.cookies = cookies
        #expect(try await browser.get(answer.headers[.location] ?? "").parameters["code"] != nil)
    }

    @Test(arguments: ["client_id=app#x", "client_id=app\r\nX: y", "client_id=äpp"])
    func aHandMadeFormIsNoQuery(form: String) async throws {
        let answer = try await browser.post(form, to: "/oauth2/authorize")

        #expect(answer.status == .badRequest)
        #expect(answer.headers[.location] == nil)
    }

    @Test func aFormThatIsNoRequestLineIsTooMuch() async throws {
        let form = "state=" + String(repeating: "x", count: 20_000)

        #expect(try await browser.post(form, to: "/oauth2/authorize").status == .contentTooLarge)
    }

    @Test func theFormPostModeSendsAFormToTheClientAlone() async throws {
        let answer = try await browser.allow([("response_mode", "form_post")])

        #expect(answer.status == .ok)
        #expect(answer.formAction == "form-action https://app.example.test")
        #expect(answer.reading.all("form").map { $0["action"] } == [PageBrowser.callback])
        #expect(answer.reading.field("code")?.count == 43)
        #expect(answer.reading.field("iss") == ControlFixture.issuer)
        #expect(answer.headers[.contentSecurityPolicy]?.contains("script-src 'sha256-") == true)
    }

    @Test func whoDoesNotAllowItSaysSoToTheClient() async throws {
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))

        let end = try await browser.submit(consent, to: "/consent", [("scope", "openid"), ("decision", "deny")])

        #expect(end.parameters["error"] == "access_denied")
        #expect(end.parameters["code"] == nil)
        #expect(try await fixture.events().contains(.consentDenied))
    }

    @Test func aFormWithoutADecisionAllowsNothing() async throws {
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))

        let end = try await browser.submit(consent, to: "/consent", [("scope", "openid")])

        #expect(end.parameters["error"] == "access_denied")
    }

    @Test func whatIsUntickedIsNotGiven() async throws {
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))
        _ = try await browser.submit(consent, to: "/consent", [("scope", "openid"), ("decision", "allow")])

        let stored = try await fixture.store.consent(of: .fixture(1), for: .fixture("app"))

        #expect(stored?.scope == ScopeSet(["openid"]))
    }

    @Test func aScopeThatWasNotAskedForCannotBeTicked() async throws {
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))
        let typed = [("scope", "openid"), ("scope", "tstapp_data.write"), ("decision", "allow")]
        _ = try await browser.submit(consent, to: "/consent", typed.map { (name: $0.0, value: $0.1) })

        let stored = try await fixture.store.consent(of: .fixture(1), for: .fixture("app"))

        #expect(stored?.scope == ScopeSet(["openid"]))
    }

    @Test func aDecisionThatIsSentTwiceGivesOneCode() async throws {
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))
        let first = try await browser.submit(consent, to: "/consent", [("scope", "openid"), ("decision", "allow")])

        let second = try await browser.submit(consent, to: "/consent", [("scope", "openid"), ("decision", "allow")])

        #expect(first.parameters["code"] != nil)
        #expect(second.status == .badRequest)
        #expect(second.headers[.location] == nil)
    }

    @Test func whoIsSignedInMayGoOnAsSomebodyElse() async throws {
        try await browser.signIn()
        let session = browser.cookies["gatehouse-session"]
        let consent = try await browser.begin()
        let login = try await browser.follow(try await browser.submit(consent, to: "/consent", [("switch", "yes")]))

        let other = try await browser.follow(try await browser.signIn(on: login, "grace"))

        #expect(other.text.contains("Grace Hopper"))
        #expect(browser.cookies["gatehouse-session"] != session)
        #expect(try await fixture.store.sessions(of: .fixture(1), at: ControlFixture.now).isEmpty)
    }

    @Test func aClientMayAskWhoGoesOn() async throws {
        try await browser.signIn()
        let choice = try await browser.begin([("prompt", "select_account")])
        #expect(choice.reading.all("form").map { $0["action"] }.contains("/login/choose"))

        let same = try await browser.follow(
            try await browser.submit(choice, to: "/login/choose", [("choice", "continue")])
        )
        let other = try await browser.follow(
            try await browser.submit(choice, to: "/login/choose", [("choice", "other")])
        )

        #expect(same.reading.scopes == ["openid", "tstapp_data.read"])
        #expect(other.reading.field("password") == nil)
        #expect(other.reading.all("input").contains { $0["name"] == "password" })
    }

    @Test func aStepOfAnotherBrowserIsNoStep() async throws {
        let login = try await browser.get(PageBrowser.request())
        let stranger = PageBrowser(fixture)
        _ = try await stranger.get("/login")

        let page = try await stranger.get(login.headers[.location] ?? "")

        #expect(page.status == .badRequest)
        #expect(page.text.contains("began in another browser"))
        #expect(page.headers[.location] == nil)
        #expect(page.reading.all("form").isEmpty)
    }

    @Test func aStepHoldsForAnHour() async throws {
        let login = try await browser.begin()
        fixture.clock.wait(PeopleConfiguration.flowSeconds)

        let answer = try await browser.signIn(on: login)

        #expect(answer.status == .badRequest)
        #expect(browser.cookies["gatehouse-session"] == nil)
    }

    @Test(arguments: [
        [("client_id", "nobody")], [("client_id", nil)], [("redirect_uri", "https://evil.example.test/callback")],
        [("redirect_uri", "https://app.example.test/callback/")], [("redirect_uri", nil)],
        [("redirect_uri", "https://app.example.test/callback\r\nX: y")],
    ])
    func whoCannotBeTrustedWithAnAnswerGetsNone(changes: [(String, String?)]) async throws {
        let answer = try await browser.get(PageBrowser.request(changes))

        #expect(answer.status == .badRequest)
        #expect(answer.headers[.location] == nil)
        #expect(!answer.text.contains("evil.example.test"))
        let counted = ["invalid_client", "invalid_request"]
            .map { code in
                fixture.metrics["oauth.errors{code=\(code),endpoint=authorize}"] ?? 0
            }
        #expect(counted.reduce(0, +) == 1)
    }

    @Test func aBrokenStoreIsAPageThatSaysWhatToDo() async throws {
        fixture.store.fail(with: .unavailable("the disk is full"))

        let answer = try await browser.get(PageBrowser.request())

        #expect(answer.status == .serviceUnavailable)
        #expect(answer.text.contains("Try again in a moment."))
        #expect(!answer.text.contains("disk"))
    }
}
