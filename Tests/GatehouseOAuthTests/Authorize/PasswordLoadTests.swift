import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("One address does not keep others from signing in", .timeLimit(.minutes(1)))
struct PasswordLoadTests {
    private let passwords = SuspendedPasswords()

    /// What is done while four sign-ins of the same address are computed; answers how those ended.
    private func during(
        fourSignInsAt browser: TestBrowser,
        _ body: () async throws -> Void
    ) async throws -> [SignInRefusal?] {
        try await withThrowingTaskGroup(of: SignInRefusal?.self) { group in
            for number in 0..<4 {
                group.addTask { await browser.attempt("user\(number)", password: "wrong").formRefusal }
            }
            await passwords.begin(4)
            try await body()
            passwords.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func aFifthAtOnceIsTurnedAwayBeforeItIsComputed() async throws {
        let test = try await TestServer()
        let server = test.server(passwords: passwords)
        let browser = TestBrowser(server)
        let ended = try await during(fourSignInsAt: browser) {
            #expect(await browser.attempt().formRefusal == .busy)
            #expect(passwords.begun == 4)
            var other = TestBrowser(server)
            other.context.address = "198.51.100.4"
            async let elsewhere = other.attempt()
            await passwords.begin(5)
            passwords.open()
            #expect(await elsewhere.session != nil)
        }
        #expect(ended == Array(repeating: .wrong, count: 4))
        // There is room again.
        #expect(await browser.attempt().session != nil)
    }

    @Test func whatWasTurnedAwayCounts() async throws {
        let test = try await TestServer()
        let browser = TestBrowser(test.server(passwords: passwords))
        _ = try await during(fourSignInsAt: browser) {
            for _ in 0..<10 { #expect(await browser.attempt().formRefusal == .busy) }
            #expect(await browser.attempt().formRefusal == .throttled(seconds: 6))
        }
        #expect(passwords.begun == 4)
    }

    @Test func aPersonsOwnPageIsBoundTheSameWay() async throws {
        let test = try await TestServer()
        var signedIn = TestBrowser(test.server)
        try await signedIn.signIn()
        let server = test.server(passwords: passwords)
        let context = signedIn.context
        let right = Secret(TestBrowser.password)
        _ = try await during(fourSignInsAt: TestBrowser(server)) {
            for _ in 0..<10 {
                #expect(try await server.removeSecondFactor(password: right, browser: context) == .busy)
            }
            let change = try await server.removeSecondFactor(password: right, browser: context)
            #expect(change == .throttled(seconds: 6))
        }
        #expect(passwords.begun == 4)
    }
}
