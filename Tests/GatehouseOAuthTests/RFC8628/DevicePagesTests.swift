import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8628 §3.3 — a person decides about a device")
struct DevicePagesTests {
    private static let code = "WDJB-MJHT"

    private func begun(
        scope: [String] = ["openid", "offline_access", "tstapp_data.read", "tstapp_data.write"],
        users: [User] = [.ada]
    ) async throws -> (TestServer, TestBrowser) {
        let server = try await TestServer(clients: [.app()], users: users)
        try await begin(server, scope: scope)
        return (server, TestBrowser(server.server))
    }

    private func begin(_ server: TestServer, device: String = "device", scope: [String]) async throws {
        let device = DeviceAuthorization.fixture(
            device,
            clientID: .fixture("app"),
            scope: scope,
            address: "198.51.100.4",
            createdAt: TestServer.now - 30,
            expiresAt: TestServer.now + 570
        )
        #expect(try await server.store.begin(device))
    }

    private func poll(_ server: TestServer, now: Int64 = TestServer.now + 10) async throws(OAuthError) -> TokenResponse
    {
        try await server.ask(
            [("grant_type", GrantType.deviceCode.rawValue), ("device_code", "device")],
            now: now
        )
    }

    @Test func whoeverIsNotSignedInSignsInFirstAndComesBack() async throws {
        var (_, browser) = try await begun()
        let flow = try #require(await browser.server.deviceView(userCode: Self.code, browser: browser.context).flow)
        let view = await browser.server.signInView(flow: flow, browser: browser.context)
        #expect(view.prompt?.flow == flow)
        #expect(view.prompt?.clientName == nil)
        let session = try await browser.signIn(flow: flow)
        #expect(session.next == .device(userCode: Self.code))
        #expect(await browser.server.deviceView(userCode: Self.code, browser: browser.context).prompt != nil)
    }

    @Test func theWayBackIsForThatBrowserAndForAnHour() async throws {
        let (server, browser) = try await begun()
        let flow = try #require(await browser.server.deviceView(userCode: Self.code, browser: browser.context).flow)
        let stranger = TestBrowser(server.server, id: "another")
        #expect(await stranger.attempt(flow: flow).session == nil)
        var late = browser
        late.wait(3_600)
        #expect(await late.attempt(flow: flow).session == nil)
    }

    @Test func theQuestionShowsWhoAsksForWhatFromWhere() async throws {
        var (_, browser) = try await begun()
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: " wdjbmjht ", browser: browser.context)
        let prompt = try #require(view.prompt)
        #expect(prompt.userCode == Self.code)
        #expect(prompt.address == "198.51.100.4")
        #expect(prompt.createdAt == TestServer.now - 30)
        #expect(prompt.client.name == "Reporting job")
        #expect(prompt.person.username == "ada")
        #expect(prompt.ownScopes.map(\.name) == ["openid", "offline_access"])
        // Ada was not given tstapp_data.write.
        #expect(prompt.applications.flatMap(\.scopes).map(\.name) == ["tstapp_data.read"])
    }

    @Test func whatIsAllowedIsWhatTheDeviceGets() async throws {
        var (server, browser) = try await begun()
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(view.prompt?.flow)
        #expect(await refusal { _ = try await poll(server, now: TestServer.now) }?.code == .authorizationPending)
        let done = await server.server.decideDevice(
            flow: flow,
            allowed: ["tstapp_data.read", "billing_invoices"],
            browser: browser.context
        )
        #expect(done.isAllowed == true)
        let answer = try await poll(server)
        #expect(try server.verified(answer).scopes == ["openid", "tstapp_data.read"])
        #expect(try server.verified(answer).subject == User.ada.id.value)
        #expect(try await server.accountEvents().suffix(2) == [.consentGiven, .granted])
        let consent = try await server.store.consent(of: User.ada.id, for: .fixture("app"))
        #expect(consent?.scope.names == ["openid", "tstapp_data.read"])
    }

    @Test func whatWasAllowedBeforeIsAskedAgain() async throws {
        var (server, browser) = try await begun()
        try await browser.signIn()
        let scope = ["openid", "offline_access", "tstapp_data.read"]
        let first = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(first.prompt?.flow)
        _ = await server.server.decideDevice(flow: flow, allowed: scope, browser: browser.context)
        try await begin(server, device: "second", scope: scope)
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        #expect(view.prompt?.ownScopes.allSatisfy(\.wasAllowedBefore) == true)
        // What was sealed for the first request decides nothing about the second.
        let old = await server.server.decideDevice(flow: flow, allowed: scope, browser: browser.context)
        #expect(old.form?.refusal == .unknown)
    }

    @Test(arguments: [nil, []] as [[String]?])
    func aNoIsANo(_ allowed: [String]?) async throws {
        var (server, browser) = try await begun(scope: ["tstapp_data.read"])
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(view.prompt?.flow)
        let done = await server.server.decideDevice(flow: flow, allowed: allowed, browser: browser.context)
        #expect(done.isAllowed == false)
        #expect(await refusal { _ = try await poll(server) }?.code == .accessDenied)
        #expect(try await server.accountEvents().last == .consentDenied)
    }

    @Test func nobodyDecidesTwice() async throws {
        var (server, browser) = try await begun()
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(view.prompt?.flow)
        _ = await server.server.decideDevice(flow: flow, allowed: nil, browser: browser.context)
        let again = await server.server.decideDevice(flow: flow, allowed: ["openid"], browser: browser.context)
        #expect(again.form?.refusal == .unknown)
        #expect(await refusal { _ = try await poll(server) }?.code == .accessDenied)
    }

    @Test(arguments: ["", "x", "BCDF-GHJK", "<script>", String(repeating: "B", count: 5_000)])
    func anUnknownCodeIsSaidAndNotRepeated(_ typed: String) async throws {
        var (_, browser) = try await begun()
        try await browser.signIn()
        let form = await browser.server.deviceView(userCode: typed, browser: browser.context).form
        #expect(form?.refusal == (typed.isEmpty ? nil : .unknown))
        #expect(["", "BCDF-GHJK"].contains(form?.userCode))
    }

    @Test func guessingIsSlowedDownAndTheRightCodeIsNoGuess() async throws {
        var (_, browser) = try await begun()
        try await browser.signIn()
        for _ in 0..<30 {
            #expect(await browser.server.deviceView(userCode: Self.code, browser: browser.context).prompt != nil)
        }
        for _ in 0..<20 {
            let view = await browser.server.deviceView(userCode: "BCDFGHJK", browser: browser.context)
            #expect(view.form?.refusal == .unknown)
        }
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        guard case .throttled? = view.form?.refusal else {
            Issue.record("not slowed down")
            return
        }
    }

    @Test func aDecisionNeedsTheSealOfThisBrowserAndAPerson() async throws {
        var (server, browser) = try await begun()
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(view.prompt?.flow)
        var other = browser.context
        other.browserID = "another"
        #expect(await server.server.decideDevice(flow: flow, allowed: ["openid"], browser: other).form != nil)
        #expect(await server.server.decideDevice(flow: "x", allowed: ["openid"], browser: browser.context).form != nil)
        var nobody = browser.context
        nobody.sessionSecret = nil
        #expect(await server.server.decideDevice(flow: flow, allowed: ["openid"], browser: nobody).flow != nil)
        #expect(await refusal { _ = try await poll(server) }?.code == .authorizationPending)
    }

    @Test func whoeverIsNotTheOneSignsInAsAnother() async throws {
        var (_, browser) = try await begun(users: [
            .ada, .fixture("bob", id: .fixture(2), password: TestBrowser.password),
        ])
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        let flow = try #require(view.prompt?.flow)
        let away = try #require(browser.server.changeDevicePerson(flow: flow, browser: browser.context).flow)
        // The form is shown although somebody is signed in.
        #expect(await browser.server.signInView(flow: away, browser: browser.context).prompt != nil)
        let session = try await browser.signIn("bob", flow: away)
        #expect(session.next == .device(userCode: Self.code))
        let prompt = await browser.server.deviceView(userCode: Self.code, browser: browser.context).prompt
        #expect(prompt?.person.username == "bob")
    }

    @Test func aPersonWithNothingToGiveIsToldSo() async throws {
        var (_, browser) = try await begun(scope: ["tstapp_data.write"])
        try await browser.signIn()
        let view = await browser.server.deviceView(userCode: Self.code, browser: browser.context)
        #expect(view.form?.refusal == .nothingToGive)
    }
}

extension DeviceView {
    fileprivate var flow: String? {
        if case .signIn(let flow) = self { flow } else { nil }
    }

    fileprivate var form: DeviceForm? {
        if case .form(let form) = self { form } else { nil }
    }

    fileprivate var prompt: DevicePrompt? {
        if case .prompt(let prompt) = self { prompt } else { nil }
    }

    fileprivate var isAllowed: Bool? {
        if case .done(_, let isAllowed) = self { isAllowed } else { nil }
    }
}
