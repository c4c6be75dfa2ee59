import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl
@testable import GatehouseOAuth

@Suite("GET and POST /login")
struct LoginPageTests {
    private static let secret = TOTPSecret(entropy: SeededEntropy(seed: 5))

    private static func code(at now: Int64 = ControlFixture.now) -> String {
        String(decoding: TOTP.code(of: secret, at: now / TOTP.period), as: UTF8.self)
    }

    private static func withSecondFactor() throws -> ControlFixture {
        var ada = User.ada
        ada.secondFactor = ControlFixture.factor(secret: secret)
        return try .withPeople(users: [ada])
    }

    @Test func aDirectVisitLeadsToTheAccount() async throws {
        let browser = PageBrowser(try .withPeople())

        let login = try await browser.get("/login")
        let answer = try await browser.signIn(on: login)

        #expect(login.text.contains("to your account"))
        #expect(answer.headers[.location] == "/account")
        #expect(try await browser.get("/login").headers[.location] == "/account")
    }

    @Test(arguments: [("ada", "wrong"), ("nobody", PageBrowser.password), ("", ""), ("<b>x", "y")])
    func everyWrongTryLooksTheSame(username: String, password: String) async throws {
        let browser = PageBrowser(try .withPeople())

        let answer = try await browser.signIn(on: try await browser.get("/login"), username, password: password)

        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("That did not match."))
        #expect(!answer.text.contains("<b>x"))
        #expect(browser.cookies["gatehouse-session"] == nil)
        #expect(answer.headers[.wwwAuthenticate] == nil)
    }

    @Test func whoTriesTooOftenIsToldHowLongToWait() async throws {
        let fixture = try ControlFixture.withPeople()
        let browser = PageBrowser(fixture)
        let login = try await browser.get("/login")
        for _ in 0..<10 {
            _ = try await browser.signIn(on: login, password: "wrong")
        }

        let answer = try await browser.signIn(on: login)

        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[.retryAfter] == "6")
        #expect(answer.text.contains("Too many tries. Wait 6 seconds."))
        fixture.clock.wait(6)
        #expect(try await browser.signIn(on: login).status == .seeOther)
    }

    @Test func aServerThatIsTooBusySaysSo() async throws {
        let browser = PageBrowser(try .withPeople(passwords: PlainPasswords(failure: .busy)))

        let answer = try await browser.signIn(on: try await browser.get("/login"))

        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "2")
    }

    @Test func aSecondFactorIsAskedForOnAPageOfItsOwn() async throws {
        let fixture = try Self.withSecondFactor()
        let browser = PageBrowser(fixture)
        let page = try await browser.signIn(on: try await browser.begin())
        #expect(page.status == .ok)
        #expect(browser.cookies["gatehouse-session"] == nil)
        #expect(page.formAction == "form-action 'self' https://app.example.test")

        let wrong = try await browser.submit(page, to: "/login/code", [("code", "000000")])
        #expect(wrong.status == .unprocessableContent)
        #expect(wrong.text.contains("That code did not match."))

        let right = try await browser.submit(wrong, to: "/login/code", [("code", Self.code())])
        #expect(right.headers[.location]?.hasPrefix("/consent?flow=") == true)
        let sessions = try await fixture.store.sessions(of: .fixture(1), at: ControlFixture.now)
        #expect(sessions.map(\.context) == [.aal2])
    }

    @Test func aCodeIsGoodOnce() async throws {
        let fixture = try Self.withSecondFactor()
        let first = PageBrowser(fixture)
        let second = PageBrowser(fixture)
        let firstPage = try await first.signIn(on: try await first.get("/login"))
        let secondPage = try await second.signIn(on: try await second.get("/login"))

        let one = try await first.submit(firstPage, to: "/login/code", [("code", Self.code())])
        let two = try await second.submit(secondPage, to: "/login/code", [("code", Self.code())])

        #expect(one.status == .seeOther)
        #expect(two.status == .unprocessableContent)
    }

    @Test func theProofOfThePasswordIsGoodInItsBrowserAlone() async throws {
        let fixture = try Self.withSecondFactor()
        let browser = PageBrowser(fixture)
        let stranger = PageBrowser(fixture)
        let page = try await browser.signIn(on: try await browser.get("/login"))
        let own = try await stranger.get("/login")
        let challenge = try #require(page.reading.field("challenge"))
        let csrf = try #require(own.reading.field("csrf"))

        let answer = try await stranger.post(
            [("csrf", csrf), ("challenge", challenge), ("code", Self.code())],
            to: "/login/code"
        )

        #expect(answer.status == .unprocessableContent)
        #expect(stranger.cookies["gatehouse-session"] == nil)
    }

    @Test func everySignInMakesANewSecret() async throws {
        let fixture = try ControlFixture.withPeople()
        let browser = PageBrowser(fixture)
        // RFC 6265 §8.6: a session that somebody else planted must not become the person's.
        browser.cookies["gatehouse-session"] = String(repeating: "A", count: 43)

        try await browser.signIn()
        let first = browser.cookies["gatehouse-session"]
        let again = try await browser.begin([("prompt", "login")])
        _ = try await browser.signIn(on: again)

        #expect(first != String(repeating: "A", count: 43))
        #expect(browser.cookies["gatehouse-session"] != first)
        #expect(try await fixture.store.sessions(of: .fixture(1), at: ControlFixture.now).count == 1)
    }
}
