import GatehouseJOSE
import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("The sealed step of an authorization request")
struct AuthorizationFlowTests {
    @Test func nothingIsStoredBeforeTheSignIn() async throws {
        let test = try await TestServer(clients: [.app()])
        let flow = try #require(try await TestBrowser(test.server).authorize().signIn)
        #expect(try await test.accountEvents().isEmpty)
        #expect(!flow.contains("app"))
        #expect(flow.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }

    @Test func anotherBrowserCannotGoOn() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        var other = browser.context
        other.browserID = "another browser"
        #expect(await test.server.consentView(flow: flow, browser: other).step?.refusal != nil)
        #expect(await test.server.signInView(flow: flow, browser: other).step?.refusal != nil)
        #expect(await test.server.decide(flow: flow, allowed: ["openid"], browser: other).refusal != nil)
        #expect(await test.server.chooseAccount(flow: flow, isSamePerson: true, browser: other).refusal != nil)
        let attempt = await test.server.signIn(
            username: "ada",
            password: Secret(TestBrowser.password),
            flow: flow,
            browser: other
        )
        #expect(attempt.step?.refusal?.error.code == .invalidRequest)
    }

    @Test func aStepEndsAfterAnHour() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        browser.wait(PeopleConfiguration.flowSeconds - 1)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).prompt != nil)
        browser.wait(1)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).step?.refusal != nil)
    }

    @Test func noByteOfAStepCanBeChanged() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let flow = try #require(try await browser.authorize().signIn)
        for index in stride(from: 0, to: flow.utf8.count, by: 7) {
            var bytes = Array(flow.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let changed = String(decoding: bytes, as: UTF8.self)
            #expect(await test.server.signInView(flow: changed, browser: browser.context).step?.refusal != nil)
        }
    }

    @Test(arguments: ["", "x", "AAAA", "%%%", String(repeating: "A", count: 100)])
    func whatIsNoStepEndsOnAPage(_ flow: String) async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).step?.refusal != nil)
    }

    @Test func aChallengeIsNoStep() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let challenge = SecondFactorChallenge(user: .ada, username: "ada", now: TestServer.now)
        let sealed = challenge.sealed(with: test.server.challengeKey, browserID: browser.context.browserID)
        #expect(await test.server.consentView(flow: sealed, browser: browser.context).step?.refusal != nil)
    }

    @Test func aStepComesBackAsItWas() throws {
        var flow = AuthorizationFlow(
            id: "id",
            createdAt: 1_000,
            parameters: [("resource", "a"), ("resource", "b"), ("state", "é\"\\\n")],
            uses: [PendingUse(kind: .pushedRequest, digest: [1, 2, 3], expiresAt: 9)]
        )
        flow.signedIn = .fixture(1)
        flow.chosen = .fixture(2)
        flow.wantsOther = true
        let sealed = flow.sealed(with: .fixture(), browserID: "b")
        let opened = try #require(AuthorizationFlow(opening: sealed, with: .fixture(), browserID: "b", now: 1_000))
        #expect(opened.id == "id")
        #expect(opened.parameters.map(\.name) == flow.parameters.map(\.name))
        #expect(opened.parameters.map(\.value) == flow.parameters.map(\.value))
        #expect(opened.uses == flow.uses)
        #expect(opened.signedIn == .fixture(1))
        #expect(opened.chosen == .fixture(2))
        #expect(opened.wantsOther)
        #expect(AuthorizationFlow(opening: sealed, with: .fixture(8), browserID: "b", now: 1_000) == nil)
        #expect(AuthorizationFlow(opening: sealed, with: .fixture(), browserID: "b", now: 900) == nil)
    }

    @Test func aClientThatChangedMeanwhileIsLookedAtAgain() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        let audit = AuditEvent.fixture()
        let narrowed = Client.app(redirectURIs: ["https://elsewhere.example.test/"])
        _ = try await test.store.update(narrowed, audit: audit)
        let step = await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context)
        #expect(step.refusal?.error.code == .invalidRequest)
        let record = RevocationRecord.disabledClient(.fixture("app"), now: TestServer.now)
        _ = try await test.store.disable(.fixture("app"), at: TestServer.now, revocation: record, audit: audit)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).step?.refusal != nil)
    }

    @Test func aWayBackToTheSignInIsFoundWithoutASession() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let flow = try #require(try await browser.authorize().signIn)
        #expect(await test.server.consentView(flow: flow, browser: browser.context).step?.signIn == flow)
        #expect(await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context).signIn == flow)
    }
}
