import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Sign-in")
struct SignInTests {
    @Test func thePageNamesTheClientAndTakesItsHint() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let hint = "<script>alert(1)</script>"
        let flow = try #require(try await browser.authorize([("login_hint", hint)]).signIn)
        let prompt = try #require(await test.server.signInView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.clientName == "Reporting job")
        #expect(prompt.username == hint)
        #expect(prompt.flow == flow)
        #expect(prompt.redirectURI == Client.callback)
    }

    @Test func aDirectVisitLeadsToTheAccount() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let prompt = try #require(await test.server.signInView(flow: nil, browser: browser.context).prompt)
        #expect(prompt.flow == nil && prompt.clientName == nil && prompt.redirectURI == nil)
        #expect(prompt.username.isEmpty)
        let session = try await browser.signIn()
        #expect(session.next == .account)
        #expect(await test.server.signInView(flow: nil, browser: browser.context).isAccount)
    }

    @Test func whoIsSignedInIsNotAskedAgain() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try #require(try await browser.authorize().signIn)
        try await browser.signIn()
        #expect(await test.server.signInView(flow: flow, browser: browser.context).step?.ask == flow)
    }

    @Test func whoMustSignInAgainDoesSoOnce() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        // In the same second, too.
        let flow = try #require(try await browser.authorize([("prompt", "login")]).signIn)
        #expect(await test.server.signInView(flow: flow, browser: browser.context).prompt != nil)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).step?.signIn == flow)
        browser.wait(30)
        let next = try #require(try await browser.signIn(flow: flow).flow)
        browser.wait(30)
        let step = await test.server.consentView(flow: next, browser: browser.context).step
        #expect(step?.answer?["code"] != nil)
    }

    @Test func theAgeOfASignInCountsFromTheRequest() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        browser.wait(100)
        #expect(try await browser.authorize([("max_age", "100")]).answer?["code"] != nil)
        let flow = try #require(try await browser.authorize([("max_age", "99")]).signIn)
        let next = try #require(try await browser.signIn(flow: flow).flow)
        browser.wait(500)
        let step = await test.server.consentView(flow: next, browser: browser.context).step
        #expect(step?.answer?["code"] != nil)
    }

    @Test(arguments: ["ada", "ADA", " ada\t", "ada@example.test", "Ada@Example.Test"])
    func aNameIsForgiven(_ username: String) async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        #expect(try await browser.signIn(username).session.userID == User.ada.id)
    }

    /// Somebody who cannot sign in.
    static let strangers: [(String, String)] = [
        ("ada", "wrong"), ("ada", ""), ("ada", "Correct horse battery staple"), ("nobody", TestBrowser.password),
        ("disabled", TestBrowser.password), ("empty", ""), ("empty", TestBrowser.password), ("", ""),
        ("ada\u{0}", TestBrowser.password), (String(repeating: "a", count: 5_000), TestBrowser.password),
    ]

    @Test("One refusal, and one computation, whoever it is", arguments: strangers)
    func nobodyLearnsWhoExists(_ username: String, _ password: String) async throws {
        let users: [User] = [
            .ada, .fixture("disabled", id: .fixture(2), password: TestBrowser.password, disabledAt: 5),
            .fixture("empty", id: .fixture(3)),
        ]
        let test = try await TestServer(users: users)
        let passwords = CountingPasswords()
        let browser = TestBrowser(test.server(passwords: passwords))
        let outcome = await browser.attempt(username, password: password)
        #expect(outcome.formRefusal == .wrong)
        #expect(passwords.comparisons == 1)
        #expect(passwords.hashes == 0)
        #expect(try await test.accountEvents() == [.signInFailed])
    }

    @Test func theAuditLogKnowsWhoButNotWhatWasTyped() async throws {
        let test = try await TestServer()
        let browser = TestBrowser(test.server)
        _ = await browser.attempt("ada", password: "hunter2")
        _ = await browser.attempt("my password", password: "hunter2")
        let facts = try await test.audit().map(\.kind).filter { $0.name == "session.sign_in_failed" }.map(\.details)
        let common = ["reason": "password", "address": "192.0.2.7"]
        #expect(facts == [common.merging(["user": User.ada.id.value]) { $1 }, common])
    }

    /// Whoever helps a disabled person must not look for a wrong password.
    @Test func theAuditLogKnowsThatSomebodyIsDisabled() async throws {
        let users: [User] = [.fixture("off", id: .fixture(2), password: TestBrowser.password, disabledAt: 5)]
        let test = try await TestServer(users: users)
        let browser = TestBrowser(test.server)
        _ = await browser.attempt("off", password: TestBrowser.password)
        _ = await browser.attempt("off", password: "wrong")
        let reasons = try await test.audit().compactMap(\.kind.details["reason"])
        #expect(reasons == ["disabled", "password"])
    }

    @Test func aSessionBeginsWithAllThatIsKnown() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        browser.context.userAgent = String(repeating: "é", count: 150)
        let session = try await browser.signIn().session
        #expect(session.id.utf8.count == 22)
        #expect(session.userAgent?.utf8.count == 200)
        #expect(session.address == "192.0.2.7")
        #expect(session.createdAt == TestServer.now)
        #expect(session.authenticatedAt == TestServer.now)
        #expect(session.context == .aal1)
        #expect(session.expiresAt == TestServer.now + PeopleConfiguration().sessionSeconds)
        let size = browser.context.sessionSecret?.withExposedValue(\.utf8.count)
        #expect(size == 43)
        #expect(try await test.accountEvents() == [.signedIn])
    }

    @Test func theSamePersonKeepsTheNameOfTheSessionWithANewSecret() async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        let first = try await browser.signIn()
        let old = browser.context
        browser.wait(60)
        let second = try await browser.signIn()
        #expect(second.session.id == first.session.id)
        #expect(second.session.createdAt == TestServer.now)
        #expect(second.session.authenticatedAt == TestServer.now + 60)
        #expect(second.secret != first.secret)
        #expect(try await test.server.signedIn(old) == nil)
        #expect(try await test.server.signedIn(browser.context)?.session.id == first.session.id)
    }

    @Test func anotherPersonEndsTheSessionInTheBrowser() async throws {
        let eve = User.fixture("eve", id: .fixture(2), password: "another long password")
        let test = try await TestServer(users: [.ada, eve])
        var browser = TestBrowser(test.server)
        let first = try await browser.signIn()
        let second = try await browser.signIn("eve", password: "another long password")
        #expect(second.session.id != first.session.id)
        #expect(try await test.store.sessions(of: User.ada.id, at: TestServer.now).isEmpty)
    }

    @Test func aSessionOfNobodyIsNotTakenOver() async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        browser.context.sessionSecret = Secret("chosen by an attacker")
        let session = try await browser.signIn()
        #expect(session.secret != Secret("chosen by an attacker"))
        browser.context.sessionSecret = Secret("chosen by an attacker")
        #expect(try await test.server.signedIn(browser.context) == nil)
    }

    @Test func tooManyTriesHaveToWait() async throws {
        let test = try await TestServer()
        let passwords = CountingPasswords()
        var browser = TestBrowser(test.server(passwords: passwords))
        for _ in 0..<10 {
            #expect(await browser.attempt(password: "wrong").formRefusal == .wrong)
        }
        for _ in 0..<5 {
            // The right password too: who is slowed down learns nothing.
            #expect(await browser.attempt().formRefusal == .throttled(seconds: 6))
        }
        #expect(passwords.comparisons == 10)
        let events = try await test.accountEvents()
        #expect(events == Array(repeating: .signInFailed, count: 10) + [.signInThrottled])
        browser.wait(6)
        #expect(await browser.attempt().session != nil)
    }

    @Test func elsewhereThePersonIsNotSlowedDown() async throws {
        let test = try await TestServer()
        var browser = TestBrowser(test.server)
        for _ in 0..<11 {
            _ = await browser.attempt(password: "wrong")
        }
        browser.context.address = "198.51.100.4"
        #expect(await browser.attempt().session != nil)
    }

    @Test func whoSignsInOftenIsNotSlowedDown() async throws {
        let test = try await TestServer()
        let browser = TestBrowser(test.server)
        for _ in 0..<30 {
            #expect(await browser.attempt().session != nil)
        }
    }

    @Test(arguments: [PasswordHashingFailure.busy, .failed])
    func aBusyServerSaysSoAndCountsNothing(_ failure: PasswordHashingFailure) async throws {
        let test = try await TestServer()
        let browser = TestBrowser(test.server(passwords: CountingPasswords(failure: failure)))
        for _ in 0..<20 {
            #expect(await browser.attempt().formRefusal == .busy)
        }
        #expect(try await test.accountEvents().isEmpty)
    }

    @Test func aFailingStoreEndsOnAPage() async throws {
        let test = try await TestServer()
        test.store.fail(with: .unavailable("disk"))
        let outcome = await TestBrowser(test.server).attempt()
        #expect(outcome.step?.refusal?.error.code == .temporarilyUnavailable)
    }

    @Test func aPasswordThatIsReplacedWhileItIsComputedIsWrong() async throws {
        let test = try await TestServer()
        let passwords = InterruptedPasswords(in: test.store) { store in
            guard let hash = PlainPasswords.hash(of: "a new long password") else { return }
            _ = try? await store.setPassword(
                hash,
                of: User.ada.id,
                keepingSession: nil,
                at: TestServer.now,
                audit: .fixture()
            )
        }
        let browser = TestBrowser(test.server(passwords: passwords))
        #expect(await browser.attempt().formRefusal == .wrong)
    }

    @Test func whoIsDisabledWhileThePasswordIsComputedCannotSignIn() async throws {
        let test = try await TestServer()
        let passwords = InterruptedPasswords(in: test.store) { store in
            let record = RevocationRecord.subject(User.ada.id.value, now: TestServer.now, lifetime: 60)
            _ = try? await store.disable(User.ada.id, at: TestServer.now, revocation: record, audit: .fixture())
        }
        let browser = TestBrowser(test.server(passwords: passwords))
        #expect(await browser.attempt().formRefusal == .wrong)
    }

    @Test func aPasswordOfAnotherCostIsHashedAnew() async throws {
        let weak = try #require(PasswordHash.Parameters(exponent: 12, blockSize: 8, parallelism: 1))
        var user = User.ada
        user.passwordHash = PasswordHash(
            parameters: weak,
            salt: Array(repeating: 0, count: 16),
            key: SecretDigest.of(TestBrowser.password)
        )
        user.passwordChangedAt = 77
        let test = try await TestServer(users: [user])
        let passwords = CountingPasswords()
        var browser = TestBrowser(test.server(passwords: passwords))
        try await browser.signIn()
        #expect(try await test.server.signedIn(browser.context) != nil)
        let stored = try await test.store.user(user.id)
        #expect(stored?.passwordHash?.needsRehash == false)
        #expect(stored?.passwordChangedAt == 77)
        try await browser.signIn()
        #expect(passwords.hashes == 1)
    }
}
