import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect Core §3.1.2.1 - id_token_hint")
struct IdentityHintTests {
    /// An ID token of this server.
    private func token(
        _ test: TestServer,
        subject: String = User.ada.id.value,
        audience: JSONValue = "app",
        issuer: String = TestServer.issuer,
        type: String = "JWT",
        key: SigningKey? = nil
    ) throws -> String {
        let claims = JSONObject([
            ("iss", .string(issuer)), ("aud", audience), ("sub", .string(subject)),
            ("exp", .integer(TestServer.now - 9_999)), ("iat", .integer(TestServer.now - 10_999)),
        ])
        return try (key ?? test.keys.snapshot.current).signToken(payload: claims, type: type)
    }

    private func signedIn(_ client: Client = .app()) async throws -> (TestServer, TestBrowser) {
        let test = try await TestServer(clients: [client])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        return (test, browser)
    }

    @Test func anExpiredTokenAboutThePersonIsAHint() async throws {
        let (test, browser) = try await signedIn()
        let hint = try token(test, audience: ["other", "app"])
        #expect(try await browser.authorize([("id_token_hint", hint)]).answer?["code"] != nil)
    }

    @Test func aHintAtAnotherPersonNeedsThatPerson() async throws {
        let (test, browser) = try await signedIn()
        let hint = try token(test, subject: UserID.fixture(2).value)
        #expect(try await browser.authorize([("id_token_hint", hint)]).signIn != nil)
        let silent = try await browser.authorize([("id_token_hint", hint), ("prompt", "none")])
        #expect(silent.error == "login_required")
    }

    @Test func theWrongPersonIsNotAskedForever() async throws {
        let (test, start) = try await signedIn()
        var browser = start
        let hint = try token(test, subject: UserID.fixture(2).value)
        let flow = try await browser.authorizeSigningIn([("id_token_hint", hint)])
        let step = await test.server.consentView(flow: flow, browser: browser.context).step
        #expect(step?.error == "login_required")
    }

    @Test func aPairwiseNameIsUnderstood() async throws {
        let client = Client.app(profile: .with { $0.subjectType = .pairwise })
        let (test, browser) = try await signedIn(client)
        let subject = test.server.subjects.subject(of: User.ada.id, for: client)
        let own = try token(test, subject: subject)
        #expect(try await browser.authorize([("id_token_hint", own)]).answer?["code"] != nil)
        let open = try token(test)
        #expect(try await browser.authorize([("id_token_hint", open)]).signIn != nil)
    }

    @Test func whatIsNotOurIDTokenForThisClientIsRefused() async throws {
        let (test, browser) = try await signedIn()
        let hints = [
            try token(test, audience: "other"),
            try token(test, audience: .null),
            try token(test, issuer: "https://other.example.test"),
            try token(test, type: "at+jwt"),
            try token(test, type: "logout+jwt"),
            try token(test, key: try TestKeys.otherSigningKey()),
        ]
        for hint in hints {
            #expect(try await browser.authorize([("id_token_hint", hint)]).answer?["error"] == "invalid_request")
        }
    }
}
