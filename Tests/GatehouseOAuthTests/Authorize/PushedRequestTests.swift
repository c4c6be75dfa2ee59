import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("RFC 9126 - pushed authorization requests")
struct PushedRequestTests {
    private static let reference = "reference"
    private static let uri = "urn:ietf:params:oauth:request_uri:reference"

    private func push(
        _ changes: [(String, String?)] = [],
        to test: TestServer,
        client: String = "app",
        lifetime: Int64 = PeopleConfiguration.pushedRequestSeconds
    ) async throws {
        let form = FormText.encode(Ask.pairs(changes))
        try await test.store.push(
            PushedRequest(
                digest: SecretDigest.of(Self.reference),
                clientID: .fixture(client),
                parameters: Array(form.utf8),
                expiresAt: TestServer.now + lifetime
            )
        )
    }

    /// A request with nothing but the reference.
    private func authorize(_ browser: TestBrowser, uri: String = Self.uri, client: String = "app") async throws
        -> AuthorizationStep
    {
        await browser.server.authorize(
            try Parameters([("client_id", client), ("request_uri", uri)]),
            browser: browser.context
        )
    }

    @Test func theParametersComeFromWhatWasPushedAlone() async throws {
        let test = try await TestServer(clients: [.app()])
        try await push([("state", "pushed"), ("prompt", "none")], to: test)
        let browser = TestBrowser(test.server)
        let pairs = Ask.pairs([("request_uri", Self.uri), ("state", "outside"), ("redirect_uri", "https://evil.test/")])
        let step = await test.server.authorize(try Parameters(pairs), browser: browser.context)
        #expect(step.answer?["state"] == "pushed")
        #expect(step.error == "login_required")
    }

    @Test func aPushedRequestLeadsToOneCode() async throws {
        let test = try await TestServer(clients: [.app()])
        try await push(to: test)
        var browser = TestBrowser(test.server)
        let flow = try #require(try await authorize(browser).signIn)
        let second = try #require(try await authorize(browser).signIn)
        let ask = try #require(try await browser.signIn(flow: flow).flow)
        #expect(
            await test.server.decide(flow: ask, allowed: ["openid"], browser: browser.context).answer?["code"] != nil
        )
        // Also long after the reference itself has expired.
        browser.wait(600)
        let again = await test.server.decide(flow: second, allowed: ["openid"], browser: browser.context)
        #expect(again.error == "invalid_request_uri")
    }

    @Test func aReferenceIsUsedUpWithoutAnyPageToo() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        try await push(to: test)
        #expect(try await authorize(browser).answer?["code"] != nil)
        #expect(try await authorize(browser).error == "invalid_request_uri")
    }

    @Test func anotherClientCannotUseIt() async throws {
        let test = try await TestServer(clients: [.app(), .app(id: "other")])
        try await push(to: test, client: "other")
        let step = try await authorize(TestBrowser(test.server))
        #expect(step.refusal?.error.code == .invalidRequestURI)
    }

    @Test func aReferenceExpires() async throws {
        let test = try await TestServer(clients: [.app()])
        try await push(to: test)
        let browser = TestBrowser(test.server, now: TestServer.now + PeopleConfiguration.pushedRequestSeconds)
        #expect(try await authorize(browser).refusal?.error.code == .invalidRequestURI)
    }

    @Test(arguments: [
        "https://client.example.test/request.jwt", "urn:ietf:params:oauth:request_uri", "file:///etc/passwd",
    ])
    func nothingIsFetchedFromElsewhere(_ uri: String) async throws {
        let test = try await TestServer(clients: [.app()])
        let step = try await authorize(TestBrowser(test.server), uri: uri)
        #expect(step.refusal?.error.code == .requestURINotSupported)
    }

    @Test func anUnknownReferenceEndsOnAPage() async throws {
        let test = try await TestServer(clients: [.app()])
        #expect(try await authorize(TestBrowser(test.server)).refusal?.error.code == .invalidRequestURI)
    }

    @Test func aClientMayHaveToPush() async throws {
        let client = Client.app(profile: .with { $0.requiresPushedRequests = true })
        let test = try await TestServer(clients: [client])
        let browser = TestBrowser(test.server)
        #expect(try await browser.authorize().refusal?.error.code == .invalidRequest)
        try await push(to: test)
        #expect(try await authorize(browser).signIn != nil)
    }

    @Test func whatIsPushedIsCheckedAtOnce() async throws {
        let test = try await TestServer(clients: [.app()])
        let server = test.server
        try await server.checkPushed(Ask.parameters(), by: .app(), now: TestServer.now)
        let wrong: [([(String, String?)], OAuthError.Code)] = [
            ([("redirect_uri", "https://evil.test/")], .invalidRequest),
            ([("scope", "nothing")], .invalidScope),
            ([("code_challenge", nil)], .invalidRequest),
            ([("request_uri", Self.uri)], .invalidRequest),
            ([("request", "a.b.c")], .requestNotSupported),
        ]
        for (changes, code) in wrong {
            let error = await refusal {
                try await server.checkPushed(Ask.parameters(changes), by: .app(), now: TestServer.now)
            }
            #expect(error?.code == code)
        }
    }
}
