import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("/oauth2/logout — RP-Initiated Logout")
struct LogoutPageTests {
    private static let bye = "https://app.example.test/bye"

    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    private func path(_ parameters: [(String, String?)]) -> String {
        "/oauth2/logout?"
            + FormText.encode(parameters.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    private var isSignedIn: Bool {
        get async throws { try await browser.get("/account").status == .ok }
    }

    @Test func theClientsIDTokenSignsOutAndLeadsBackWithTheState() async throws {
        let token = try await browser.tokens()["id_token"]

        let answer = try await browser.get(
            path([("id_token_hint", token), ("post_logout_redirect_uri", Self.bye), ("state", "a b&c")])
        )

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == Self.bye + "?state=a%20b%26c")
        #expect(browser.cookies["gatehouse-session"] == nil)
        #expect(try await fixture.store.sessions(of: .fixture(1), at: ControlFixture.now).isEmpty)
        let due = try await fixture.store.dueDeliveries(at: ControlFixture.now, limit: 10)
        #expect(due.map(\.clientID) == [.fixture("app")])
    }

    @Test func withoutProofThePersonIsAsked() async throws {
        try await browser.signIn()

        let question = try await browser.get(path([("client_id", "app"), ("post_logout_redirect_uri", Self.bye)]))

        #expect(question.status == .ok)
        #expect(question.formAction == "form-action 'self' https://app.example.test")
        // Anybody can write a client's id.
        #expect(!question.text.contains("Weather"))
        #expect(try await isSignedIn)
        let answer = try await browser.submit(question, to: "/oauth2/logout", [("decision", "sign-out")])
        #expect(answer.headers[.location] == Self.bye)
        #expect(try await !isSignedIn)
    }

    @Test func whoStaysStays() async throws {
        try await browser.signIn()
        let question = try await browser.get("/oauth2/logout?client_id=app")

        let answer = try await browser.submit(question, to: "/oauth2/logout", [("decision", "stay")])

        #expect(answer.headers[.location] == "/account")
        #expect(try await isSignedIn)
    }

    @Test func withoutAnAddressTheWayEndsHere() async throws {
        try await browser.signIn()
        let question = try await browser.get("/oauth2/logout")

        let answer = try await browser.submit(question, to: "/oauth2/logout", [("decision", "sign-out")])

        #expect(answer.status == .ok)
        #expect(answer.text.contains("You are signed out"))
        #expect(try await browser.get("/oauth2/logout").text.contains("You are signed out"))
    }

    @Test(arguments: [
        "https://evil.example.test/", "https://app.example.test/bye/", "https://app.example.test/bye?x=y",
        "https://app.example.test/callback", "//evil.example.test", "javascript:alert(1)", "/account",
        "https://app.example.test/bye\r\nSet-Cookie: a=b",
    ])
    func whatIsNotRegisteredIsNeverGoneTo(uri: String) async throws {
        let token = try await browser.tokens()["id_token"]

        for hint in [[("id_token_hint", token)], [("client_id", "app")], []] {
            let answer = try await browser.get(path(hint + [("post_logout_redirect_uri", uri)]))

            #expect(answer.status == .badRequest)
            #expect(answer.headers[.location] == nil)
        }
        #expect(try await isSignedIn)
    }

    @Test func aFormOfAClientComesBackWithGetAndSignsNobodyOut() async throws {
        try await browser.signIn()
        let cookies = browser.cookies
        // SameSite=Lax: without cookies nobody seems to be signed in.
        browser.cookies = [:]

        let answer = try await browser.post(
            [("client_id", "app"), ("post_logout_redirect_uri", Self.bye)],
            to: "/oauth2/logout",
            headers: [.origin: "https://app.example.test"]
        )

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location]?.hasPrefix("/oauth2/logout?client_id=app&") == true)
        #expect(answer.headers[.setCookie] == nil)
        browser.cookies = cookies
        #expect(try await browser.follow(answer).reading.all("form").contains { $0["action"] == "/oauth2/logout" })
        #expect(try await isSignedIn)
    }

    @Test func theAnswerToTheQuestionIsAFormOfOurOwn() async throws {
        try await browser.signIn()
        let question = try await browser.get("/oauth2/logout")
        let flow = try #require(question.reading.field("flow"))
        let csrf = try #require(question.reading.field("csrf"))

        let forged = try await browser.post([("flow", flow), ("decision", "sign-out")], to: "/oauth2/logout")
        let foreign = try await browser.post(
            [("csrf", csrf), ("flow", flow), ("decision", "sign-out")],
            to: "/oauth2/logout",
            headers: [.origin: "https://evil.example.test"]
        )

        #expect(forged.status == .forbidden)
        #expect(foreign.status == .forbidden)
        #expect(try await isSignedIn)
    }

    @Test func whoIsNotSignedInKeepsNoCookieOfASession() async throws {
        browser.cookies["gatehouse-session"] = "old"

        _ = try await browser.get("/oauth2/logout")

        #expect(browser.cookies["gatehouse-session"] == nil)
    }
}
