import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("/account")
struct AccountPageTests {
    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    @Test(arguments: ["/account", "/account/password", "/account/two-step"])
    func whoIsNotSignedInSignsInFirst(path: String) async throws {
        let answer = try await browser.get(path)

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/login")
    }

    @Test func itShowsWhatWasAllowedAndWhereOneIsSignedIn() async throws {
        _ = try await browser.tokens()

        let account = try await browser.get("/account", headers: [.userAgent: "Firefox/130 Linux"])

        #expect(account.status == .ok)
        #expect(account.text.contains("Ada Lovelace"))
        #expect(account.text.contains("Weather &lt;b&gt;app&lt;/b&gt;"))
        #expect(account.text.contains("Read your data."))
        #expect(account.text.contains("Application tstapp"))
        #expect(account.text.contains("with password"))
        #expect(account.text.contains("192.0.2.7"))
        #expect(account.text.contains("1 session"))
    }

    @Test func anotherPersonsThingsAreNotShown() async throws {
        _ = try await browser.allow()
        let other = PageBrowser(fixture)

        let account = try await other.signIn("grace")

        #expect(!account.text.contains("Weather"))
        #expect(account.text.contains("1 session"))
    }

    @Test func withdrawingAsksFirstThenRevokes() async throws {
        let tokens = try await browser.tokens([("scope", "openid tstapp_data.read offline_access")])
        let account = try await browser.get("/account")
        let question = try await browser.submit(account, to: "/account/withdraw", [("grant", "app")])
        #expect(question.status == .ok)
        #expect(question.text.contains("Withdraw Weather"))
        #expect(try isLive(tokens["access_token"]))

        let answer = try await browser.submit(
            question,
            to: "/account/withdraw",
            [("grant", "app"), ("confirmed", "yes")]
        )

        #expect(answer.headers[.location] == "/account?done=withdrawn")
        #expect(try await browser.follow(answer).text.contains("Access is withdrawn."))
        #expect(try !isLive(tokens["access_token"]))
        #expect(try await fixture.store.consent(of: .fixture(1), for: .fixture("app")) == nil)
        #expect(try await fixture.events().last == .consentWithdrawn)
        let refused = try await fixture.issuerApplication()
            .test(.router) { client in
                try await client.post(
                    "/oauth2/token",
                    form: "grant_type=refresh_token&client_id=app&refresh_token=\(tokens["refresh_token"] ?? "")"
                )
            }
        #expect(refused.members["error"] == "invalid_grant")
    }

    @Test(arguments: ["", "nobody", "desk", "../x"])
    func whatWasNotAllowedIsNotAskedAbout(grant: String) async throws {
        let account = try await browser.signIn()
        let csrf = try #require(account.reading.field("csrf"))

        let answer = try await browser.post([("csrf", csrf), ("grant", grant)], to: "/account/withdraw")

        #expect(answer.headers[.location] == "/account")
    }

    @Test func oneSessionIsEndedAndTheOthersStay() async throws {
        let other = PageBrowser(fixture)
        try await other.signIn()
        let account = try await browser.signIn()
        let id = try #require(account.reading.field("session"))

        let answer = try await browser.submit(account, to: "/account/sessions/end", [("session", id)])

        #expect(answer.headers[.location] == "/account?done=session")
        #expect(try await other.get("/account").headers[.location] == "/login")
        #expect(try await browser.get("/account").status == .ok)
    }

    @Test func anotherPersonsSessionIsNotEnded() async throws {
        let other = PageBrowser(fixture)
        try await other.signIn("grace")
        let account = try await browser.signIn()
        let sessions = try await fixture.store.sessions(of: .fixture(2), at: ControlFixture.now)
        let csrf = try #require(account.reading.field("csrf"))

        _ = try await browser.post(
            [("csrf", csrf), ("session", sessions.first?.id ?? "")],
            to: "/account/sessions/end"
        )

        #expect(try await other.get("/account").status == .ok)
    }

    @Test func signingOutEverywhereAsksFirstThenEndsAll() async throws {
        let other = PageBrowser(fixture)
        try await other.signIn()
        let account = try await browser.signIn()
        let question = try await browser.submit(account, to: "/account/sessions/end-all")
        #expect(question.text.contains("2 sessions of yours end"))
        #expect(try await other.get("/account").status == .ok)

        let answer = try await browser.submit(question, to: "/account/sessions/end-all", [("confirmed", "yes")])

        #expect(answer.text.contains("In every browser"))
        #expect(browser.cookies["gatehouse-session"] == nil)
        #expect(try await other.get("/account").headers[.location] == "/login")
        #expect(try await fixture.events().last == .signedOutEverywhere)
    }

    @Test func signingOutEndsThisSession() async throws {
        let account = try await browser.signIn()
        let stolen = browser.cookies

        let answer = try await browser.submit(account, to: "/account/sign-out")

        #expect(answer.text.contains("You are signed out"))
        #expect(browser.cookies["gatehouse-session"] == nil)
        browser.cookies = stolen
        #expect(try await browser.get("/account").headers[.location] == "/login")
    }

    @Test(arguments: ["nothing", "<script>", ""])
    func onlyKnownWordsAreSaidAgain(word: String) async throws {
        try await browser.signIn()

        let account = try await browser.get("/account?" + FormText.encode([("done", word)]))

        #expect(account.status == .ok)
        #expect(!account.text.contains("notice"))
        #expect(!account.text.contains("<script>"))
    }

    @Test func aSessionEndsByItself() async throws {
        try await browser.signIn()
        fixture.clock.wait(86_400)

        #expect(try await browser.get("/account").headers[.location] == "/login")
    }

    @Test func aPersonWhoIsDisabledIsSignedOut() async throws {
        try await browser.signIn()
        _ = try await fixture.store.disable(
            .fixture(1),
            at: ControlFixture.now,
            revocation: .subject(),
            audit: .fixture()
        )

        #expect(try await browser.get("/account").headers[.location] == "/login")
    }

    private func isLive(_ token: String?) throws -> Bool {
        let text = try #require(token)
        var verifier = TokenVerifier()
        let keys = fixture.ring.snapshot.published
        let verified = try verifier.verify(text.utf8.span, issuers: TrustedIssuers([ControlFixture.issuer: keys]))
        return !fixture.revocations.isRevoked(verified)
    }
}
