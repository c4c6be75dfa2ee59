import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("Consent")
struct ConsentTests {
    @Test func aSignInLeadsToTheConsentPageThenToTheClient() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        #expect(await test.server.consentView(flow: flow, browser: browser.context).prompt != nil)
        let allowed = ["openid", "tstapp_data.read"]
        let answer = try #require(
            await test.server.decide(flow: flow, allowed: allowed, browser: browser.context).answer
        )
        let digest = SecretDigest.of(try #require(answer["code"]))
        let redemption = try await test.store.redeemCode(digest, of: .fixture("app"), at: TestServer.now)
        guard case .redeemed(let code, let grant) = redemption else {
            Issue.record("no code")
            return
        }
        #expect(code.codeChallenge == TestServer.challenge)
        #expect(code.redirectURI == Client.callback)
        #expect(code.expiresAt == TestServer.now + 60)
        #expect(code.clientID == .fixture("app"))
        #expect(grant.scope.names == ["openid", "tstapp_data.read"])
        #expect(grant.userID == User.ada.id)
        #expect(grant.context == .aal1)
        #expect(grant.authenticatedAt == TestServer.now)
        let session = try await test.server.signedIn(browser.context)?.session
        #expect(session != nil && grant.sessionID == session?.id)
        let events = try await test.accountEvents()
        #expect(events == [.signedIn, .consentGiven, .granted])
    }

    @Test func whatTheRequestBoundIsBoundToTheCode() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let claims = #"{"userinfo":{"email":null}}"#
        let answer = try await browser.allow(
            ["openid"],
            [
                ("nonce", "n-1"), ("dpop_jkt", TestServer.challenge), ("claims", claims),
                ("resource", "urn:example:billing"),
            ]
        )
        let digest = SecretDigest.of(try #require(answer["code"]))
        let redemption = try await test.store.redeemCode(digest, of: .fixture("app"), at: TestServer.now)
        guard case .redeemed(let code, let grant) = redemption else {
            Issue.record("no code")
            return
        }
        #expect(code.nonce == "n-1")
        #expect(code.keyThumbprint == TestServer.challenge)
        #expect(grant.requestedClaims == claims)
        #expect(grant.resources == ["urn:example:billing"])
        #expect(grant.scope.names == ["openid"])
    }

    @Test func thePageShowsWhoAsksForWhat() async throws {
        var profile = ClientProfile()
        profile.clientURI = "https://app.example.test/"
        profile.hasLogo = true
        let test = try await TestServer(clients: [.app(profile: profile)])
        var browser = TestBrowser(test.server)
        let scope = "openid profile email offline_access tstapp_data.read tstapp_datamanagement billing_invoices"
        let flow = try await browser.authorizeSigningIn([("scope", scope)])
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.client.name == "Reporting job")
        #expect(prompt.client.homeURI == "https://app.example.test/")
        #expect(prompt.client.hasLogo)
        #expect(prompt.client.redirectHost == "app.example.test")
        #expect(prompt.client.doubt == nil)
        #expect(prompt.person.name == "Ada Lovelace")
        #expect(prompt.person.username == "ada")
        #expect(prompt.person.email == "ada@example.test")
        #expect(prompt.ownScopes.map(\.name) == ["openid", "profile", "email", "offline_access"])
        #expect(prompt.ownScopes.map(\.isRequired) == [true, false, false, false])
        #expect(prompt.ownScopes.allSatisfy { !$0.sentence.isEmpty })
        #expect(prompt.applications.map(\.name) == ["Test application", "Billing"])
        let scopes = try #require(prompt.applications.first?.scopes)
        #expect(scopes.map(\.name) == ["tstapp_data.read", "tstapp_datamanagement"])
        #expect(scopes.first?.sentence == "Read your data")
        #expect(scopes.first?.routes == [OpenedRoute(methods: "GET", path: "/tstapp/tstapp_data.read")])
        #expect(scopes.first?.wasAllowedBefore == false)
        #expect(prompt.redirectURI == Client.callback)
    }

    @Test(arguments: [
        ("com.example.app:/cb", ClientSource?.none, PromptClient.Doubt.runsOnThisDevice),
        ("http://127.0.0.1:8000/cb", .administrator, .runsOnThisDevice),
        ("http://localhost/cb", .policy, .runsOnThisDevice),
        (Client.callback, .dynamic, .registeredItself),
    ])
    func nobodyVouchesForClientsThatOthersCanPoseAs(
        _ uri: String,
        _ source: ClientSource?,
        _ doubt: PromptClient.Doubt
    ) async throws {
        let client = Client.app(redirectURIs: [uri], profile: .with { $0.source = source })
        let test = try await TestServer(clients: [client])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn([("redirect_uri", uri)])
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.client.doubt == doubt)
        #expect(prompt.client.doubt != nil)
    }

    @Test func aDocumentSpeaksForItsClient() throws {
        let profile = ClientProfile.with { profile in
            profile.source = .metadataDocument
            profile.documentURL = "https://client.example.test/about.json"
        }
        let client = Client.app(profile: profile)
        let target = try RedirectTarget.resolve(Ask.parameters(), client: client, issuer: TestServer.issuer)
        #expect(PromptClient(client, target: target).doubt == .describedElsewhere(host: "client.example.test"))
    }

    @Test func consentIsRememberedUntilMoreIsWanted() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        #expect(try await browser.authorize().answer?["code"] != nil)
        #expect(try await browser.authorize([("scope", "openid")]).answer?["code"] != nil)
        let flow = try #require(try await browser.authorize([("scope", "openid tstapp_data.read profile")]).ask)
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.ownScopes.map(\.wasAllowedBefore) == [true, false])
    }

    @Test func whatIsUntickedIsTakenOutOfTheMemory() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow(["openid", "profile"], [("scope", "openid profile")])
        browser.wait(10)
        _ = try await browser.allow(
            ["tstapp_data.read"],
            [("scope", "openid tstapp_data.read tstapp_datamanagement"), ("prompt", "consent")]
        )
        let consent = try #require(try await test.store.consent(of: User.ada.id, for: .fixture("app")))
        #expect(consent.scope.names == ["openid", "profile", "tstapp_data.read"])
        #expect(consent.createdAt == TestServer.now)
        #expect(consent.changedAt == TestServer.now + 10)
        _ = try await browser.allow(["openid"], [("scope", "openid profile"), ("prompt", "consent")])
        let less = try #require(try await test.store.consent(of: User.ada.id, for: .fixture("app")))
        #expect(less.scope.names == ["openid", "tstapp_data.read"])
    }

    @Test func scopesThatWereNotAskedForCannotBeTicked() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let answer = try await browser.allow(["tstapp_data.read", "tstapp_datamanagement", "gatehouse_admin", "x y"])
        let code = try #require(answer["code"])
        guard
            case .redeemed(_, let grant) = try await test.store.redeemCode(
                SecretDigest.of(code),
                of: .fixture("app"),
                at: TestServer.now
            )
        else {
            Issue.record("no code")
            return
        }
        #expect(grant.scope.names == ["openid", "tstapp_data.read"])
    }

    @Test func whoAllowsNothingDenies() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let scope = [("scope", "tstapp_data.read" as String?)]
        #expect(try await browser.allow([], scope)["error"] == "access_denied")
        #expect(try await test.store.consent(of: User.ada.id, for: .fixture("app")) == nil)
        let flow = try #require(try await browser.authorize().ask)
        let denied = await test.server.decide(flow: flow, allowed: nil, browser: browser.context)
        #expect(denied.answer?["error"] == "access_denied")
        #expect(denied.answer?["state"] == Ask.state)
        #expect(try await test.accountEvents() == [.signedIn, .consentDenied, .consentDenied])
    }

    @Test func assignedScopesThatThePersonLacksAreLeftOut() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn([("scope", "openid tstapp_data.write tstapp_data.read")])
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.applications.flatMap(\.scopes).map(\.name) == ["tstapp_data.read"])
        #expect(try await browser.authorize([("scope", "tstapp_data.write")]).answer?["error"] == "access_denied")
    }

    @Test func assignedScopesThatThePersonHasAreAskedFor() async throws {
        let user = User.fixture("ada", password: TestBrowser.password, assignedScopes: ["tstapp_data.write"])
        let test = try await TestServer(clients: [.app()], users: [user])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn([("scope", "openid tstapp_data.write")])
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.applications.flatMap(\.scopes).map(\.name) == ["tstapp_data.write"])
    }

    @Test func offlineAccessNeedsAClientThatCanRefresh() async throws {
        let test = try await TestServer(clients: [.app(grants: [.authorizationCode])])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn([("scope", "openid offline_access")])
        let prompt = try #require(await test.server.consentView(flow: flow, browser: browser.context).prompt)
        #expect(prompt.ownScopes.map(\.name) == ["openid"])
    }

    @Test func aFirstPartyClientIsNotAskedAbout() async throws {
        let test = try await TestServer(clients: [.app(profile: .with { $0.isFirstParty = true })])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        let step = await test.server.consentView(flow: flow, browser: browser.context).step
        #expect(step?.answer?["code"] != nil)
        #expect(try await test.accountEvents() == [.signedIn, .granted])
    }

    @Test func aPageIsAnsweredOnce() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        let first = await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context)
        #expect(first.answer?["code"] != nil)
        let second = await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context)
        #expect(second.refusal?.error.code == .invalidRequest)
        #expect(second.refusal?.clientName == "Reporting job")
        let view = await test.server.decide(
            flow: flow,
            allowed: ["openid", "tstapp_data.read"],
            browser: browser.context
        )
        #expect(view.answer == nil)
    }

    @Test func whoeverIsSignedInMayGoOnAsSomebodyElse() async throws {
        let eve = User.fixture("eve", id: .fixture(2), password: "another long password")
        let test = try await TestServer(clients: [.app()], users: [.ada, eve])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        let other = await test.server.chooseAccount(flow: flow, isSamePerson: false, browser: browser.context)
        let again = try #require(other.signIn)
        #expect(await test.server.signInView(flow: again, browser: browser.context).prompt != nil)
        #expect(await test.server.consentView(flow: again, browser: browser.context).step?.signIn != nil)
        browser.wait(5)
        let session = try await browser.signIn("eve", password: "another long password", flow: again)
        let view = await test.server.consentView(flow: try #require(session.flow), browser: browser.context)
        #expect(view.prompt?.person.username == "eve")
    }

    @Test func theAccountIsChosenIfTheClientWantsIt() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        browser.wait(5)
        let flow = try #require(try await browser.authorize([("prompt", "select_account")]).ask)
        let choice = try #require(await test.server.consentView(flow: flow, browser: browser.context).choice)
        #expect(choice.person.username == "ada")
        #expect(choice.clientName == "Reporting job")
        #expect(await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context).ask != nil)
        let same = await test.server.chooseAccount(flow: flow, isSamePerson: true, browser: browser.context)
        let next = try #require(same.ask)
        let step = await test.server.consentView(flow: next, browser: browser.context).step
        #expect(step?.answer?["code"] != nil)
    }

    @Test func theOldestGrantsAreTakenBackAndTheGateHears() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let first = try await browser.allow()
        _ = try await test.redeem(try #require(first["code"]))
        for _ in 0..<PeopleConfiguration.grantsPerConsent {
            #expect(try await browser.authorize().answer?["code"] != nil)
        }
        let records = try await test.store.revocations(at: browser.context.now)
        #expect(records.filter { $0.kind == .grant }.count == 1)
        #expect(test.live.count == 1)
    }

    @Test func aFailingStoreIsAnErrorForTheClient() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let flow = try await browser.authorizeSigningIn()
        test.store.fail(with: .corrupt("page 7"))
        let step = await test.server.decide(flow: flow, allowed: ["openid"], browser: browser.context)
        #expect(step.error == "server_error")
    }
}
