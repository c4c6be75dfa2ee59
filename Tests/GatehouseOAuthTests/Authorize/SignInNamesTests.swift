import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("User name and email address lead to one person")
struct SignInNamesTests {
    @Test func theTriesUnderBothNamesCountTogether() async throws {
        let test = try await TestServer()
        let passwords = CountingPasswords()
        var browser = TestBrowser(test.server(passwords: passwords))
        for _ in 0..<10 { _ = await browser.attempt("ada", password: "wrong") }
        // Not even the right password is told from a wrong one.
        #expect(await browser.attempt("ada@example.test").formRefusal == .wrong)
        #expect(passwords.comparisons == 11)
        let reasons = try await test.audit().compactMap { $0.kind.details["reason"] }
        #expect(reasons == Array(repeating: "password", count: 10) + ["too_many_names"])
        browser.wait(6)
        #expect(await browser.attempt("ada@example.test").session != nil)
    }

    @Test func elsewhereThePersonIsNotSlowedDown() async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        for _ in 0..<20 { _ = await browser.attempt("ada", password: "wrong") }
        for _ in 0..<20 { _ = await browser.attempt("ada@example.test", password: "wrong") }
        browser.context.address = "198.51.100.4"
        #expect(await browser.attempt("ada@example.test").session != nil)
    }

    @Test("The limit does not tell that two names are one person's", arguments: [0, 9, 10, 11])
    func nobodyLearnsWhoExists(_ first: Int) async throws {
        var seen: [[SignInRefusal?]] = []
        var work: [Int] = []
        for (name, address) in [("ada", "ada@example.test"), ("nobody", "nobody@example.test")] {
            let passwords = CountingPasswords()
            let browser = TestBrowser(try await TestServer().server(passwords: passwords))
            var refusals: [SignInRefusal?] = []
            for _ in 0..<first { refusals.append(await browser.attempt(name, password: "wrong").formRefusal) }
            for _ in 0..<12 { refusals.append(await browser.attempt(address, password: "wrong").formRefusal) }
            seen.append(refusals)
            work.append(passwords.comparisons)
        }
        #expect(seen[0] == seen[1])
        #expect(work[0] == work[1])
        #expect(seen[0].suffix(3) == [.wrong, .throttled(seconds: 6), .throttled(seconds: 6)])
    }

    @Test func whoSignsInOftenUnderBothIsNotSlowedDown() async throws {
        let browser = TestBrowser(try await TestServer().server)
        for _ in 0..<15 {
            #expect(await browser.attempt("ada").session != nil)
            #expect(await browser.attempt("ada@example.test").session != nil)
        }
    }

    @Test func aBusyServerCountsNothingUnderEither() async throws {
        let test = try await TestServer()
        let browser = TestBrowser(test.server(passwords: CountingPasswords(failure: .busy)))
        for name in ["ada", "ada@example.test"] {
            for _ in 0..<20 { #expect(await browser.attempt(name).formRefusal == .busy) }
        }
    }

    @Test func onTheirOwnPageBothCountToo() async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        try await browser.signIn()
        for _ in 0..<10 { _ = await browser.attempt("ada@example.test", password: "wrong") }
        let change = try await test.server.removeSecondFactor(
            password: Secret(TestBrowser.password),
            browser: browser.context
        )
        #expect(change == .throttled(seconds: 6))
    }
}
