import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("A client that becomes another one")
struct ChangedClientTests {
    private static let url = "https://client.example.test/app.json"
    private static let silent = ("prompt", "none" as String?)

    /// A client that registered itself and was allowed, with the browser of who did.
    private struct Allowed {
        let server: TestServer
        let id: String
        let token: String
        var browser: TestBrowser

        func change(_ changes: [(String, JSONValue?)] = []) async throws {
            var metadata = Self.metadata
            metadata["client_id"] = .string(id)
            for (name, value) in changes { metadata[name] = value }
            let request = RegistrationTests.request(metadata, token: token, now: browser.context.now)
            _ = try await server.server.updateRegistration(of: id, request)
        }

        static var metadata: JSONObject {
            var metadata = RegistrationTests.metadata
            metadata["token_endpoint_auth_method"] = "none"
            return metadata
        }

        var request: [(String, String?)] { [("client_id", id)] }
    }

    private func allowed() async throws -> Allowed {
        let server = try await RegistrationTests.server(.open)
        let answer = try await server.server.register(RegistrationTests.request(Allowed.metadata)).json()
        let id = try #require(answer["client_id"]?.string)
        let token = try #require(answer["registration_access_token"]?.string)
        var allowed = Allowed(server: server, id: id, token: token, browser: TestBrowser(server.server))
        _ = try await allowed.browser.allow(["openid", "tstapp_data.read"], allowed.request)
        allowed.browser.wait(10)
        #expect(try await allowed.browser.authorize(allowed.request + [Self.silent]).answer?["code"] != nil)
        return allowed
    }

    static let changes: [(String, JSONValue)] = [
        ("client_name", "Your bank"), ("client_name", "An a\u{70}p\u{301}"),
        ("redirect_uris", [.string(Client.callback), "https://evil.example.test/"]),
        ("client_uri", "https://evil.example.test/"), ("jwks_uri", "https://evil.example.test/keys"),
    ]

    @Test(arguments: changes.indices)
    func itIsAskedAgain(_ index: Int) async throws {
        var client = try await allowed()
        let (name, value) = Self.changes[index]
        try await client.change([(name, value)])

        #expect(try await client.browser.authorize(client.request + [Self.silent]).error == "consent_required")
        client.browser.wait(10)
        let flow = try #require(try await client.browser.authorize(client.request).ask)
        let prompt = await client.server.server.consentView(flow: flow, browser: client.browser.context).prompt
        #expect(prompt?.ownScopes.map(\.wasAllowedBefore) == [false])
        let allowed = ["openid", "tstapp_data.read"]
        _ = await client.server.server.decide(flow: flow, allowed: allowed, browser: client.browser.context)

        #expect(try await client.browser.authorize(client.request + [Self.silent]).answer?["code"] != nil)
    }

    @Test func whatSaysNothingAboutItIsNoChange() async throws {
        let client = try await allowed()
        try await client.change([("scope", "openid tstapp_data.read tstapp_datamanagement")])
        try await client.change()
        #expect(try await client.browser.authorize(client.request + [Self.silent]).answer?["code"] != nil)
    }

    @Test func changingBackGivesNothingBack() async throws {
        let client = try await allowed()
        try await client.change([("client_name", "Your bank")])
        try await client.change()
        #expect(try await client.browser.authorize(client.request + [Self.silent]).error == "consent_required")
    }

    @Test func whatWasShownBeforeTheChangeIsNotRememberedForTheClientAfterIt() async throws {
        var client = try await allowed()
        let shown = try #require(try await client.browser.authorize(client.request + [("prompt", "consent")]).ask)
        client.browser.wait(5)
        try await client.change([("client_name", "Your bank")])
        client.browser.wait(5)

        let allowed = ["openid", "tstapp_data.read"]
        let step = await client.server.server.decide(flow: shown, allowed: allowed, browser: client.browser.context)

        #expect(step.answer?["code"] != nil)
        #expect(try await client.browser.authorize(client.request + [Self.silent]).error == "consent_required")
    }

    @Test func aDeviceIsAskedAgainToo() async throws {
        var client = try await allowed()
        try await client.change([("client_name", "Your bank")])
        client.browser.wait(5)
        let device = DeviceAuthorization.fixture(
            clientID: .fixture(client.id),
            scope: ["openid"],
            createdAt: client.browser.context.now,
            expiresAt: client.browser.context.now + 600
        )
        #expect(try await client.server.store.begin(device))
        let view = await client.server.server.deviceView(userCode: device.userCode, browser: client.browser.context)
        guard case .prompt(let prompt) = view else {
            Issue.record("no question")
            return
        }
        #expect(prompt.ownScopes.map(\.wasAllowedBefore) == [false])
    }

    private static func document(_ name: String) -> Result<OutboundAnswer, OutboundFailure> {
        let document: JSONObject = [
            "client_id": .string(url), "client_name": .string(name), "redirect_uris": [.string(Client.callback)],
            "token_endpoint_auth_method": "none",
        ]
        return .success(OutboundAnswer(status: 200, contentType: "application/json", body: document.serialized()))
    }

    @Test func aDocumentThatChangesIsAskedAboutAgain() async throws {
        var settings = PeopleConfiguration()
        settings.acceptsMetadataDocuments = true
        let outbound = ScriptedOutbound([
            Self.url: [Self.document("Described"), Self.document("Described"), Self.document("Your bank")]
        ])
        let server = try await TestServer(settings: settings, outbound: outbound)
        var browser = TestBrowser(server.server)
        let request = [("client_id", Self.url as String?)]
        let scopes = ["openid", "tstapp_data.read"]
        _ = try await browser.allow(scopes, request)
        browser.wait(3_600)
        #expect(try await browser.authorize(request + [Self.silent]).answer?["code"] != nil)
        browser.wait(3_600)
        #expect(try await browser.authorize(request + [Self.silent]).error == "consent_required")
        browser.wait(1)
        _ = try await browser.allow(scopes, request)
        #expect(try await browser.authorize(request + [Self.silent]).answer?["code"] != nil)
        #expect(outbound.calls.count == 3)
    }
}
