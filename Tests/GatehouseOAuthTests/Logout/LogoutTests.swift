import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect RP-Initiated Logout")
struct LogoutTests {
    private func parameters(_ pairs: [(String, String?)]) throws -> Parameters {
        try Parameters(pairs.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    private func logout(
        _ server: TestServer,
        _ browser: TestBrowser,
        _ pairs: [(String, String?)]
    ) async throws -> LogoutStep {
        await server.server.logout(try parameters(pairs), browser: browser.context)
    }

    @Test func theTokenOfThisSessionSignsOutAtOnce() async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, token) = try await server.signedInBrowser()

        let step = try await logout(server, browser, [("id_token_hint", token)])

        #expect(step.isSignedOut)
        #expect(try await server.sessionCount() == 0)
        #expect(try await server.accountEvents().last == .signedOut)
    }

    @Test func anOldTokenIsGoodToo() async throws {
        let server = try await TestServer(clients: [.listener()])
        var (browser, token) = try await server.signedInBrowser()
        browser.wait(20_000)

        #expect(try await logout(server, browser, [("id_token_hint", token)]).isSignedOut)
        #expect(try await server.sessionCount() == 0)
    }

    @Test func aTokenOfAnotherSessionOrPersonOnlyAsks() async throws {
        let grace = User.fixture("grace", id: .fixture(2), password: TestBrowser.password)
        let server = try await TestServer(clients: [.listener()], users: [.ada, grace])
        let (_, token) = try await server.signedInBrowser()
        let (another, _) = try await server.signedInBrowser(id: "another")
        var stranger = TestBrowser(server.server, id: "stranger")
        try await stranger.signIn("grace")

        for browser in [another, stranger] {
            let step = try await logout(server, browser, [("id_token_hint", token)])
            #expect(step.prompt != nil)
        }
        #expect(try await server.sessionCount() == 2)
    }

    @Test func aTokenThatNobodyVouchesForOnlyAsks() async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, token) = try await server.signedInBrowser()
        let other = try await TestServer(clients: [.listener()], entropy: SeededEntropy(seed: 99))
        let (_, foreign) = try await other.signedInBrowser()
        let tampered = token.split(separator: ".").dropLast().joined(separator: ".") + ".AAAA"

        for hint in [foreign, tampered] {
            let step = try await logout(server, browser, [("id_token_hint", hint)])
            #expect(step.prompt != nil)
            // The name of who asks is shown only where it is certain.
            #expect(step.prompt?.clientName == nil)
        }
        #expect(try await server.sessionCount() == 1)
    }

    @Test func anAccessTokenIsNoIDToken() async throws {
        let server = try await TestServer(clients: [.listener()])
        var browser = TestBrowser(server.server)
        let answer = try await browser.allow(["openid"], [("scope", "openid")])
        let tokens = try await server.redeem(try #require(answer["code"]))
        let access = tokens.accessToken.withExposedValue { $0 }

        let step = try await logout(server, browser, [("id_token_hint", access)])

        #expect(!step.isSignedOut)
        #expect(try await server.sessionCount() == 1)
    }

    @Test(arguments: ["", "x", "a.b.c", "e30.e30.e30"])
    func whatIsNoTokenIsRefusedOrNothing(hint: String) async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, _) = try await server.signedInBrowser()

        let step = try await logout(server, browser, [("id_token_hint", hint)])

        #expect(step.isRefused == !hint.isEmpty)
        #expect(try await server.sessionCount() == 1)
    }

    @Test func theClientIDMustBeThatOfTheToken() async throws {
        let server = try await TestServer(clients: [.listener(), .listener(id: "other")])
        let (browser, token) = try await server.signedInBrowser()

        let step = try await logout(server, browser, [("id_token_hint", token), ("client_id", "other")])

        #expect(step.isRefused)
        #expect(try await server.sessionCount() == 1)
    }

    @Test(arguments: [
        (Client.bye, "a b", Client.bye + "?state=a%20b"),
        (Client.bye + "?from=us", "x", Client.bye + "?from=us&state=x"),
        (Client.bye, nil, Client.bye), (Client.bye, String(repeating: "s", count: 3_000), Client.bye),
    ])
    func theStateComesBack(uri: String, state: String?, expected: String) async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, token) = try await server.signedInBrowser()

        let step = try await logout(
            server,
            browser,
            [("id_token_hint", token), ("post_logout_redirect_uri", uri), ("state", state)]
        )

        #expect(step.returnURI == expected)
    }

    @Test(arguments: ["https://evil.example.test/", Client.bye + "/", Client.callback, "HTTPS://app.example.test/bye"])
    func anAddressThatIsNotRegisteredEndsThere(uri: String) async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, token) = try await server.signedInBrowser()

        let pairs = [("id_token_hint", token), ("post_logout_redirect_uri", uri)]

        #expect(try await logout(server, browser, pairs.map { ($0.0, $0.1) }).isRefused)
        #expect(try await server.sessionCount() == 1)
    }

    @Test func aClientThatIsDisabledOrUnknownLeadsNowhere() async throws {
        let disabled = Client.app(
            disabledAt: 1_000,
            profile: .with { $0.postLogoutRedirectURIs = [Client.bye] }
        )
        let server = try await TestServer(clients: [disabled])
        let browser = TestBrowser(server.server)

        for client in ["app", "nobody", "no client"] {
            let pairs: [(String, String?)] = [("client_id", client), ("post_logout_redirect_uri", Client.bye)]
            #expect(try await logout(server, browser, pairs).isRefused)
        }
    }

    @Test func aStoredAddressThatMayNotBeRegisteredIsNotUsed() async throws {
        let hostile = Client.app(profile: .with { $0.postLogoutRedirectURIs = ["javascript:alert(1)"] })
        let server = try await TestServer(clients: [hostile])
        let pairs: [(String, String?)] = [("client_id", "app"), ("post_logout_redirect_uri", "javascript:alert(1)")]

        #expect(try await logout(server, TestBrowser(server.server), pairs).isRefused)
    }

    @Test func theQuestionHoldsInItsBrowserForAnHour() async throws {
        let server = try await TestServer(clients: [.listener()])
        var (browser, _) = try await server.signedInBrowser()
        let pairs: [(String, String?)] = [("client_id", "app"), ("post_logout_redirect_uri", Client.bye)]
        let prompt = try #require(try await logout(server, browser, pairs).prompt)
        let stranger = TestBrowser(server.server, id: "stranger")

        let elsewhere = await server.server.confirmLogout(
            flow: prompt.flow,
            isSigningOut: true,
            browser: stranger.context
        )
        #expect(elsewhere.returnURI == nil)
        #expect(try await server.sessionCount() == 1)

        browser.wait(PeopleConfiguration.flowSeconds)
        let late = await server.server.confirmLogout(flow: prompt.flow, isSigningOut: true, browser: browser.context)
        // Who wants to sign out does; only the way back is gone.
        #expect(late.isSignedOut)
        #expect(late.returnURI == nil)
        #expect(try await server.sessionCount() == 0)
    }

    @Test func pairwiseSubjectsAreThoseOfTheClient() async throws {
        let pairwise = Client.app(profile: .with { $0.subjectType = .pairwise })
        let server = try await TestServer(clients: [pairwise])
        let (browser, token) = try await server.signedInBrowser()

        #expect(try await logout(server, browser, [("id_token_hint", token)]).isSignedOut)
        #expect(try await server.sessionCount() == 0)
    }

    @Test func aBrokenStoreSignsNobodyOutSilently() async throws {
        let server = try await TestServer(clients: [.listener()])
        let (browser, token) = try await server.signedInBrowser()
        server.store.fail(with: .unavailable("disk"))

        #expect(try await logout(server, browser, [("id_token_hint", token)]).isRefused)
    }
}
