import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("What people do to their own accounts")
struct OwnAccountTests {
    private static let password = Secret(TestBrowser.password)

    private func signedIn(_ server: TestServer) async throws -> BrowserContext {
        var browser = TestBrowser(server.server)
        try await browser.signIn()
        return browser.context
    }

    @Test func theOverviewHasTheSentencesThatWereAgreedTo() async throws {
        let server = try await TestServer(clients: [.app()])
        let (browser, _) = try await server.signedInBrowser()

        let overview = try #require(try await server.server.account(browser.context))

        #expect(overview.access.map(\.client.id.value) == ["app"])
        #expect(overview.access.first?.scopes.map(\.name) == ["openid", "tstapp_data.read"])
        #expect(overview.access.first?.scopes.allSatisfy { $0.sentence != $0.name } == true)
        #expect(overview.access.first?.applications.count == 1)
        #expect(overview.sessions.map(\.id) == [overview.signedIn.session.id])
    }

    @Test func aClientThatIsNotAskedAboutIsShownAndCanBeWithdrawn() async throws {
        let server = try await TestServer(clients: [.app(profile: .with { $0.isFirstParty = true })])
        var browser = TestBrowser(server.server)
        let flow = try await browser.authorizeSigningIn()
        let answer = await server.server.consentView(flow: flow, browser: browser.context).step?.answer
        let tokens = try await server.redeem(try #require(answer?["code"]))

        let access = try #require(try await server.server.account(browser.context)?.access)
        #expect(access.map(\.client.id.value) == ["app"])
        #expect(access.first?.scopes.map(\.name) == ["openid", "tstapp_data.read"])
        #expect(access.first?.since == TestServer.now)
        #expect(access.first?.lastUsedAt == TestServer.now)

        #expect(try await server.server.withdraw("app", browser: browser.context) == .done)
        #expect(try !server.isLive(tokens))
        #expect(try await server.server.account(browser.context)?.access.isEmpty == true)
    }

    @Test func whatAGrantStillHasIsShownBesideWhatIsRemembered() async throws {
        let server = try await TestServer(clients: [.app(), .app(id: "other")])
        let (browser, _) = try await server.signedInBrowser()
        try await server.allow(scope: ["billing_invoices"], now: TestServer.now - 3)
        try await server.allow(client: "other", code: "b", grantID: "other", now: TestServer.now + 5)

        let access = try #require(try await server.server.account(browser.context)?.access)

        #expect(access.map(\.client.id.value) == ["other", "app"])
        #expect(access.last?.scopes.map(\.name) == ["openid", "tstapp_data.read", "billing_invoices"])
        #expect(access.last?.since == TestServer.now - 3)
    }

    @Test func withdrawingTakesTheTokensBackAtTheGateToo() async throws {
        let server = try await TestServer(clients: [.app()])
        var browser = TestBrowser(server.server)
        let answer = try await browser.allow()
        let tokens = try await server.redeem(try #require(answer["code"]))
        #expect(try server.isLive(tokens))

        #expect(try await server.server.withdraw("app", browser: browser.context) == .done)

        #expect(try !server.isLive(tokens))
        #expect(try await server.server.account(browser.context)?.access.isEmpty == true)
    }

    @Test func nobodyChangesAnythingWithoutASession() async throws {
        let server = try await TestServer(clients: [.app()])
        let stranger = TestBrowser(server.server).context

        #expect(try await server.server.account(stranger) == nil)
        #expect(try await server.server.withdraw("app", browser: stranger) == .signedOut)
        #expect(try await server.server.endSession("x", browser: stranger) == .signedOut)
        #expect(try await server.server.endAllSessions(stranger) == .signedOut)
        let change = try await server.server.changePassword(from: Self.password, to: Secret("x"), browser: stranger)
        #expect(change == .signedOut)
        #expect(try await server.server.removeSecondFactor(password: Self.password, browser: stranger) == .signedOut)
        #expect(try await server.accountEvents().isEmpty)
    }

    @Test func theClientsOfTheSessionsThatEndAreTold() async throws {
        let server = try await TestServer(clients: [.listener()])
        let (first, _) = try await server.signedInBrowser()
        let (second, _) = try await server.signedInBrowser(id: "second")
        let sessions = try await server.store.sessions(of: User.ada.id, at: TestServer.now).map(\.id)

        let change = try await server.server.changePassword(
            from: Self.password,
            to: Secret("four words of my own"),
            browser: first.context
        )

        #expect(change == .done)
        let own = try #require(try await server.server.account(first.context)?.signedIn.session.id)
        #expect(try await server.due().map(\.sessionID) == sessions.filter { $0 != own })
        #expect(try await server.server.account(second.context) == nil)
    }

    @Test func theClientsOfASessionThatSomebodyElseTakesOverAreTold() async throws {
        let grace = User.fixture("grace", id: .fixture(2), password: TestBrowser.password)
        let server = try await TestServer(clients: [.listener()], users: [.ada, grace])
        var (browser, _) = try await server.signedInBrowser()
        let former = try #require(try await server.server.signedIn(browser.context)?.session.id)

        try await browser.signIn("ada")
        #expect(try await server.due().isEmpty)
        try await browser.signIn("grace")

        #expect(try await server.due().map(\.sessionID) == [former])
        #expect(try await server.sessionCount() == 0)
    }

    @Test func whatWasAllowedStandsInTheOrderOfTheQuestion() async throws {
        let server = try await TestServer(clients: [.app()])
        var browser = TestBrowser(server.server)
        let scopes = ["email", "offline_access", "openid", "profile", "tstapp_data.read"]
        _ = try await browser.allow(scopes, [("scope", scopes.joined(separator: " "))])
        let access = try #require(try await server.server.account(browser.context)?.access.first)
        #expect(
            access.scopes.map(\.name) == ["openid", "profile", "email", "tstapp_data.read", "offline_access"]
        )
    }

    @Test func aBusyServerCountsNoTry() async throws {
        let server = try await TestServer()
        let browser = try await signedIn(server)
        let busy = server.server(passwords: CountingPasswords(failure: .busy))

        for _ in 0..<30 {
            let change = try await busy.changePassword(
                from: Self.password,
                to: Secret("four words of my own"),
                browser: browser
            )
            #expect(change == .busy)
        }
    }

    @Test func aWrongPasswordIsAnEventThatDoesNotSayWhatWasTyped() async throws {
        let server = try await TestServer()
        let browser = try await signedIn(server)

        _ = try await server.server.removeSecondFactor(password: Secret("hunter2hunter2"), browser: browser)

        let event = try #require(try await server.audit().last)
        #expect(event.kind.name == "session.sign_in_failed")
        #expect(event.kind.details["reason"] == "password_again")
        #expect(!event.kind.details.values.contains { $0.contains("hunter2") })
    }

    @Test func newRecoveryCodesLeaveTheLastStepWhereItIs() async throws {
        var ada = User.ada
        let sealed = PeoplePorts.fixture().sealed(TOTPSecret(entropy: SeededEntropy()), of: ada.id)
        let server = try await TestServer(users: [ada])
        let browser = try await signedIn(server)
        ada.secondFactor = SecondFactor(sealedSecret: sealed, confirmedAt: 1, lastStep: 77)
        _ = try await server.store.setSecondFactor(
            ada.secondFactor,
            recoveryDigests: [],
            of: ada.id,
            audit: .fixture()
        )

        let (change, codes) = try await server.server.renewRecoveryCodes(password: Self.password, browser: browser)

        #expect(change == .done)
        #expect(codes.count == RecoveryCode.count)
        let factor = try await server.store.user(ada.id)?.secondFactor
        #expect(factor?.lastStep == 77)
        #expect(factor?.recoveryCodesLeft == RecoveryCode.count)
    }

    @Test func recoveryCodesAreNotMadeWhereThereIsNoSecondFactor() async throws {
        let server = try await TestServer()
        let browser = try await signedIn(server)

        let (change, codes) = try await server.server.renewRecoveryCodes(password: Self.password, browser: browser)

        #expect(change == .done)
        #expect(codes.isEmpty)
        #expect(try await server.store.user(User.ada.id)?.secondFactor == nil)
    }
}
