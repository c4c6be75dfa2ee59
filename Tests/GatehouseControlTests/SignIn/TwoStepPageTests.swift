import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl
@testable import GatehouseOAuth

@Suite("/account/two-step")
struct TwoStepPageTests {
    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    /// The code that an authenticator would show for a page.
    private func code(for page: TestResponse, of user: UserID = .fixture(1)) throws -> String {
        let sealed = try #require(page.reading.field("flow").flatMap { Base64URL.decode($0) })
        let factor = SecondFactor(sealedSecret: sealed, confirmedAt: 0)
        let secret = try #require(PeoplePorts.fixture().secret(of: factor, of: user))
        #expect(page.text.contains(secret.base32.withExposedValue { String($0.prefix(4)) }))
        return String(decoding: TOTP.code(of: secret, at: fixture.clock.now / TOTP.period), as: UTF8.self)
    }

    private func turnOn() async throws -> TestResponse {
        let page = try await browser.get("/account/two-step")
        return try await browser.submit(page, to: "/account/two-step", [("code", try code(for: page))])
    }

    private func codes(on page: TestResponse) -> [String] {
        page.text.split(separator: "<code class=\"whole\">").dropFirst()
            .compactMap { $0.split(separator: "<").first.map(String.init) }
    }

    @Test func theFirstCodeTurnsItOnAndTheRecoveryCodesAreSeenOnce() async throws {
        try await browser.signIn()

        let shown = try await turnOn()

        #expect(shown.status == .ok)
        #expect(codes(on: shown).count == 10)
        #expect(try await fixture.store.user(.fixture(1))?.secondFactor?.recoveryCodesLeft == 10)
        #expect(try await fixture.events().last == .secondFactorEnabled)
        let account = try await browser.get("/account")
        #expect(account.text.contains("10 of 10 recovery codes left."))
        for code in codes(on: shown) {
            #expect(!account.text.contains(code))
        }
        #expect(try await browser.get("/account/two-step").headers[.location] == "/account")
    }

    @Test func theCodeThatTurnedItOnDoesNotSignInToo() async throws {
        try await browser.signIn()
        let page = try await browser.get("/account/two-step")
        let code = try code(for: page)
        _ = try await browser.submit(page, to: "/account/two-step", [("code", code)])
        let other = PageBrowser(fixture)
        let challenge = try await other.signIn(on: try await other.get("/login"))

        #expect(try await other.submit(challenge, to: "/login/code", [("code", code)]).status == .unprocessableContent)
    }

    @Test func aRecoveryCodeSignsInOnce() async throws {
        try await browser.signIn()
        let recovery = try #require(codes(on: try await turnOn()).first)
        let other = PageBrowser(fixture)
        let challenge = try await other.signIn(on: try await other.get("/login"))

        let first = try await other.submit(challenge, to: "/login/code", [("code", recovery.lowercased())])
        let again = PageBrowser(fixture)
        let second = try await again.submit(
            try await again.signIn(on: try await again.get("/login")),
            to: "/login/code",
            [("code", recovery)]
        )

        #expect(first.status == .seeOther)
        #expect(second.status == .unprocessableContent)
        #expect(try await other.get("/account").text.contains("9 of 10 recovery codes left."))
    }

    @Test(arguments: ["", "000000", "abcdef", "1234567"])
    func aWrongCodeTurnsNothingOnAndKeepsTheSecret(code: String) async throws {
        try await browser.signIn()
        let page = try await browser.get("/account/two-step")

        let again = try await browser.submit(page, to: "/account/two-step", [("code", code)])

        #expect(again.status == .unprocessableContent)
        #expect(again.text.contains("That code did not match."))
        #expect(try self.code(for: again) == self.code(for: page))
        #expect(try await fixture.store.user(.fixture(1))?.secondFactor == nil)
    }

    @Test func aSecretOfAnotherPersonIsNone() async throws {
        let other = PageBrowser(fixture)
        try await other.signIn("grace")
        let page = try await other.get("/account/two-step")
        let code = try code(for: page, of: .fixture(2))
        let planted = try #require(page.reading.field("flow"))
        try await browser.signIn()
        let own = try await browser.get("/account/two-step")

        let answer = try await browser.submit(own, to: "/account/two-step", [("flow", planted), ("code", code)])

        #expect(answer.headers[.location] == "/account")
        #expect(try await fixture.store.user(.fixture(1))?.secondFactor == nil)
    }

    @Test func aWhileAfterTheSignInThePasswordIsAskedForFirst() async throws {
        try await browser.signIn()
        fixture.clock.wait(900)
        let question = try await browser.get("/account/two-step")
        #expect(question.reading.field("flow") == nil)

        let wrong = try await browser.submit(
            question,
            to: "/account/two-step",
            [("confirmed", "yes"), ("password", "wrong")]
        )
        #expect(wrong.status == .unprocessableContent)
        #expect(wrong.reading.field("flow") == nil)
        #expect(wrong.text.contains("That is not your password."))

        let page = try await browser.submit(
            question,
            to: "/account/two-step",
            [("confirmed", "yes"), ("password", PageBrowser.password)]
        )
        let shown = try await browser.submit(page, to: "/account/two-step", [("code", try code(for: page))])
        #expect(codes(on: shown).count == 10)
    }

    @Test func turningItOffNeedsThePassword() async throws {
        try await browser.signIn()
        _ = try await turnOn()
        let account = try await browser.get("/account")
        let question = try await browser.submit(account, to: "/account/two-step/off")
        #expect(question.reading.all("input").contains { $0["name"] == "password" })

        for password in ["", "wrong"] {
            let typed = [(name: "confirmed", value: "yes"), (name: "password", value: password)]
            let refused = try await browser.submit(question, to: "/account/two-step/off", typed)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("That is not your password."))
        }
        #expect(try await fixture.store.user(.fixture(1))?.secondFactor != nil)

        let typed = [(name: "confirmed", value: "yes"), (name: "password", value: PageBrowser.password)]
        let answer = try await browser.submit(question, to: "/account/two-step/off", typed)
        #expect(answer.headers[.location] == "/account?done=two-step-off")
        #expect(try await fixture.store.user(.fixture(1))?.secondFactor == nil)
    }

    @Test func newRecoveryCodesNeedThePasswordAndReplaceTheOldOnes() async throws {
        try await browser.signIn()
        let old = codes(on: try await turnOn())
        let account = try await browser.get("/account")
        let question = try await browser.submit(account, to: "/account/two-step/recovery-codes")
        let wrong = try await browser.submit(
            question,
            to: "/account/two-step/recovery-codes",
            [("confirmed", "yes"), ("password", "wrong")]
        )
        #expect(wrong.status == .unprocessableContent)

        let shown = try await browser.submit(
            question,
            to: "/account/two-step/recovery-codes",
            [("confirmed", "yes"), ("password", PageBrowser.password)]
        )

        #expect(codes(on: shown).count == 10)
        #expect(Set(codes(on: shown)).isDisjoint(with: old))
        #expect(shown.text.contains("no longer work"))
        let other = PageBrowser(fixture)
        let challenge = try await other.signIn(on: try await other.get("/login"))
        let refused = try await other.submit(challenge, to: "/login/code", [("code", old.first ?? "")])
        #expect(refused.status == .unprocessableContent)
    }

    @Test(arguments: ["/account/two-step/off", "/account/two-step/recovery-codes"])
    func whereNothingIsOnNothingIsAsked(path: String) async throws {
        let account = try await browser.signIn()
        let csrf = try #require(account.reading.field("csrf"))

        #expect(try await browser.post([("csrf", csrf)], to: path).headers[.location] == "/account")
    }
}
