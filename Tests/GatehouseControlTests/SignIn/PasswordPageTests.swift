import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("/account/password")
struct PasswordPageTests {
    private static let new = "four words of my own"

    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    private func change(
        from current: String = PageBrowser.password,
        to new: String = PasswordPageTests.new,
        again: String? = nil
    ) async throws -> TestResponse {
        try await browser.submit(
            try await browser.get("/account/password"),
            to: "/account/password",
            [("current_password", current), ("new_password", new), ("new_password_again", again ?? new)]
        )
    }

    @Test func thePageSaysTheRule() async throws {
        try await browser.signIn()

        let page = try await browser.get("/account/password")

        #expect(page.text.contains("At least \(PasswordRule.minimumScalars) characters."))
    }

    @Test func theOtherSessionsEndAndThisOneStays() async throws {
        let other = PageBrowser(fixture)
        try await other.signIn()
        try await browser.signIn()

        let answer = try await change()

        #expect(answer.headers[.location] == "/account?done=password")
        #expect(try await browser.follow(answer).text.contains("Your password is changed."))
        #expect(try await other.get("/account").headers[.location] == "/login")
        let old = try await other.signIn(on: try await other.get("/login"))
        #expect(old.status == .unprocessableContent)
        let new = try await other.signIn(on: try await other.get("/login"), password: Self.new)
        #expect(new.status == .seeOther)
    }

    @Test(arguments: [
        ("wrong", PasswordPageTests.new, PasswordPageTests.new, "This is not your password."),
        (PageBrowser.password, PasswordPageTests.new, "another one of these", "This is not the same"),
        (PageBrowser.password, "short", "short", "shorter than 10 characters"),
        (PageBrowser.password, "", "", "shorter than 10 characters"),
        (PageBrowser.password, "ada@example.test", "ada@example.test", "your e-mail address"),
    ])
    func whatIsWrongIsSaidBesideItsField(current: String, new: String, again: String, words: String) async throws {
        try await browser.signIn()

        let answer = try await change(from: current, to: new, again: again)

        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains(words))
        #expect(!answer.text.contains(PageBrowser.password))
        #expect(try await fixture.events().contains(.passwordChanged) == false)
    }

    @Test func guessingAtTheCurrentPasswordIsSlowedDown() async throws {
        try await browser.signIn()
        for _ in 0..<10 {
            _ = try await change(from: "wrong")
        }

        let answer = try await change()

        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[.retryAfter] == "6")
        #expect(try await fixture.events().contains(.passwordChanged) == false)
    }
}
