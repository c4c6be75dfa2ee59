import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("Sign-in with a second factor")
struct SecondFactorSignInTests {
    private static let secret = TOTPSecret(entropy: SeededEntropy(seed: 3))
    private static let recovery = RecoveryCode.makeSet(entropy: SeededEntropy(seed: 4))

    /// A server where Ada has an authenticator and ten recovery codes.
    private static func server() async throws -> TestServer {
        let test = try await TestServer(clients: [.app()])
        let factor = SecondFactor(sealedSecret: test.people.sealed(secret, of: User.ada.id), confirmedAt: 1)
        _ = try await test.store.setSecondFactor(
            factor,
            recoveryDigests: recovery.map(\.digest),
            of: User.ada.id,
            audit: .fixture()
        )
        return test
    }

    /// The code that the authenticator shows.
    private static func code(at now: Int64 = TestServer.now) -> String {
        String(decoding: TOTP.code(of: secret, at: now / TOTP.period), as: UTF8.self)
    }

    private static func answer(
        _ code: String,
        _ challenge: String,
        _ browser: TestBrowser,
        flow: String? = nil
    ) async -> SignInOutcome {
        await browser.server.secondFactor(code: code, challenge: challenge, flow: flow, browser: browser.context)
    }

    @Test func afterThePasswordTheCodeIsAskedFor() async throws {
        let test = try await Self.server()
        var browser = TestBrowser(test.server)
        let flow = try #require(try await browser.authorize().signIn)
        let outcome = await browser.attempt(flow: flow)
        #expect(outcome.session == nil)
        #expect(outcome.codeRefusal == nil)
        let prompt = try #require(outcome.challenge)
        #expect(prompt.username == "ada")
        #expect(prompt.clientName == "Reporting job")
        #expect(prompt.flow == flow)
        let session = try browser.keep(await Self.answer(Self.code(), prompt.challenge, browser, flow: flow))
        #expect(session.session.context == .aal2)
        let next = try #require(session.flow)
        #expect(await test.server.consentView(flow: next, browser: browser.context).prompt != nil)
    }

    @Test func aCodeWorksOnce() async throws {
        let browser = TestBrowser(try await Self.server().server)
        let first = try #require(await browser.attempt().challenge?.challenge)
        let second = try #require(await browser.attempt().challenge?.challenge)
        #expect(await Self.answer(Self.code(), first, browser).session != nil)
        #expect(await Self.answer(Self.code(), second, browser).codeRefusal == .wrong)
        #expect(await Self.answer(Self.code(), first, browser).codeRefusal == .wrong)
        // The code of the step before is earlier than the one that was used.
        #expect(await Self.answer(Self.code(at: TestServer.now - 30), first, browser).codeRefusal == .wrong)
        #expect(await Self.answer(Self.code(at: TestServer.now + 30), second, browser).session != nil)
    }

    @Test func aRecoveryCodeWorksOnce() async throws {
        let test = try await Self.server()
        let browser = TestBrowser(test.server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        let code = Self.recovery[0].shown.withExposedValue { $0.lowercased() }
        #expect(await Self.answer(code, challenge, browser).session?.session.context == .aal2)
        #expect(await Self.answer(code, challenge, browser).codeRefusal == .wrong)
        let kinds = try await test.accountEvents().filter { $0 != .created }
        #expect(kinds == [.recoveryCodeUsed, .signedIn, .signInFailed])
    }

    @Test(arguments: [
        "", "000000x", "12345", "1234567", "K7Q2M9FXTD", "\u{661}23456", String(repeating: "1", count: 9_000),
    ])
    func anotherCodeIsRefused(_ code: String) async throws {
        let browser = TestBrowser(try await Self.server().server)
        let prompt = try #require(await browser.attempt().challenge)
        let outcome = await Self.answer(code, prompt.challenge, browser)
        #expect(outcome.codeRefusal == .wrong)
        #expect(outcome.challenge == prompt)
    }

    @Test func aChallengeIsForItsBrowserAndTenMinutes() async throws {
        var browser = TestBrowser(try await Self.server().server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        let other = TestBrowser(browser.server, id: "another browser")
        #expect(await Self.answer(Self.code(), challenge, other).formRefusal == .late)
        #expect(await Self.answer(Self.code(), "made up", browser).formRefusal == .late)
        browser.wait(600)
        let late = Self.code(at: browser.context.now)
        #expect(await Self.answer(late, challenge, browser).formRefusal == .late)
        browser.wait(-1)
        #expect(await Self.answer(Self.code(at: browser.context.now), challenge, browser).session != nil)
    }

    @Test func aStepOfTheRequestIsNoChallenge() async throws {
        let browser = TestBrowser(try await Self.server().server)
        let flow = try #require(try await browser.authorize().signIn)
        #expect(await Self.answer(Self.code(), flow, browser).formRefusal == .late)
    }

    @Test func aPasswordThatChangedMeanwhileIsAskedForAgain() async throws {
        let test = try await Self.server()
        let browser = TestBrowser(test.server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        let hash = try #require(PlainPasswords.hash(of: "a new long password"))
        _ = try await test.store.setPassword(
            hash,
            of: User.ada.id,
            keepingSession: nil,
            at: TestServer.now,
            audit: .fixture()
        )
        #expect(await Self.answer(Self.code(), challenge, browser).formRefusal == .late)
    }

    @Test func whoIsDisabledMeanwhileCannotGoOn() async throws {
        let test = try await Self.server()
        let browser = TestBrowser(test.server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        let record = RevocationRecord.subject(User.ada.id.value, now: TestServer.now, lifetime: 60)
        _ = try await test.store.disable(User.ada.id, at: TestServer.now, revocation: record, audit: .fixture())
        #expect(await Self.answer(Self.code(), challenge, browser).formRefusal == .late)
    }

    @Test func guessesAreCountedWhereverTheyComeFrom() async throws {
        let browser = TestBrowser(try await Self.server().server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        for guess in 0..<20 {
            var elsewhere = browser
            elsewhere.context.address = "192.0.2.\(guess)"
            #expect(await Self.answer("ABCDE-FGH\(guess % 10)9", challenge, elsewhere).codeRefusal == .wrong)
        }
        let outcome = await Self.answer(Self.code(), challenge, browser)
        guard case .throttled(let seconds)? = outcome.codeRefusal else {
            Issue.record("not slowed down")
            return
        }
        #expect(seconds > 0)
    }

    @Test func aSecretOfAnotherPersonIsNotRead() async throws {
        let test = try await Self.server()
        let factor = SecondFactor(sealedSecret: test.people.sealed(Self.secret, of: .fixture(2)), confirmedAt: 1)
        #expect(test.people.secret(of: factor, of: .fixture(2)) == Self.secret)
        #expect(test.people.secret(of: factor, of: User.ada.id) == nil)
        _ = try await test.store.setSecondFactor(factor, recoveryDigests: [], of: User.ada.id, audit: .fixture())
        let browser = TestBrowser(test.server)
        let challenge = try #require(await browser.attempt().challenge?.challenge)
        #expect(await Self.answer(Self.code(), challenge, browser).codeRefusal == .wrong)
    }

    @Test func anOlderSessionIsMadeSurerIfThatIsWanted() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        let essential = [("claims", #"{"id_token":{"acr":{"essential":true,"value":"aal2"}}}"# as String?)]
        #expect(try await browser.authorize(essential).error == "unmet_authentication_requirements")
        let factor = SecondFactor(sealedSecret: test.people.sealed(Self.secret, of: User.ada.id), confirmedAt: 1)
        _ = try await test.store.setSecondFactor(factor, recoveryDigests: [], of: User.ada.id, audit: .fixture())
        let flow = try #require(try await browser.authorize(essential).signIn)
        let challenge = try #require(await browser.attempt(flow: flow).challenge?.challenge)
        let session = try browser.keep(await Self.answer(Self.code(), challenge, browser, flow: flow))
        let next = try #require(session.flow)
        #expect(await test.server.consentView(flow: next, browser: browser.context).step?.answer?["code"] != nil)
    }
}
