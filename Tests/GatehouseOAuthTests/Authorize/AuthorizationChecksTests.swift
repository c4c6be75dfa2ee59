import GatehouseJOSE
import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("Checks of authorization requests")
struct AuthorizationChecksTests {
    /// A request that is redirected with an error.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let changes: [(String, String?)]
        let error: String

        init(_ name: String, _ changes: [(String, String?)], _ error: String) {
            self.name = name
            self.changes = changes
            self.error = error
        }

        var testDescription: String { name }
    }

    static let refused: [Case] = [
        Case("no response type", [("response_type", nil)], "invalid_request"),
        Case("implicit", [("response_type", "token")], "unsupported_response_type"),
        Case("hybrid", [("response_type", "code id_token")], "unsupported_response_type"),
        Case("capital response type", [("response_type", "CODE")], "unsupported_response_type"),
        Case("fragment", [("response_mode", "fragment")], "invalid_request"),
        Case("unknown response mode", [("response_mode", "web_message")], "invalid_request"),
        Case("no challenge", [("code_challenge", nil)], "invalid_request"),
        Case("no challenge method is plain", [("code_challenge_method", nil)], "invalid_request"),
        Case("plain", [("code_challenge_method", "plain")], "invalid_request"),
        Case("lower-case method", [("code_challenge_method", "s256")], "invalid_request"),
        Case("short challenge", [("code_challenge", String(repeating: "a", count: 42))], "invalid_request"),
        Case("long challenge", [("code_challenge", String(repeating: "a", count: 44))], "invalid_request"),
        Case(
            "challenge with padding",
            [("code_challenge", String(TestServer.challenge.dropLast()) + "=")],
            "invalid_request"
        ),
        Case("unknown scope", [("scope", "openid nothing")], "invalid_scope"),
        Case("scope of another client", [("scope", "openid billing_invoices")], "invalid_scope"),
        Case("scope that is no scope", [("scope", "openid \"quoted\"")], "invalid_scope"),
        Case("scope of another case", [("scope", "OpenID")], "invalid_scope"),
        Case("blank scope", [("scope", "  ")], "invalid_scope"),
        Case("long scope", [("scope", String(repeating: "openid ", count: 600))], "invalid_scope"),
        Case("unknown resource", [("resource", "https://elsewhere.example.test/")], "invalid_target"),
        Case("unknown prompt", [("prompt", "create")], "invalid_request"),
        Case("none beside login", [("prompt", "none login")], "invalid_request"),
        Case("negative max_age", [("max_age", "-1")], "invalid_request"),
        Case("max_age with a sign", [("max_age", "+1")], "invalid_request"),
        Case("max_age with a fraction", [("max_age", "1.5")], "invalid_request"),
        Case("max_age beyond 64 bits", [("max_age", "99999999999999999999")], "invalid_request"),
        Case("max_age in other digits", [("max_age", "\u{663}")], "invalid_request"),
        Case("long nonce", [("nonce", String(repeating: "n", count: 513))], "invalid_request"),
        Case("long state", [("state", String(repeating: "s", count: 2_049))], "invalid_request"),
        Case("long login hint", [("login_hint", String(repeating: "h", count: 201))], "invalid_request"),
        Case("claims that are no object", [("claims", "[]")], "invalid_request"),
        Case("claims that are no JSON", [("claims", "{")], "invalid_request"),
        Case(
            "long claims",
            [("claims", "{\"x\":\"" + String(repeating: "c", count: 4_090) + "\"}")],
            "invalid_request"
        ),
        Case("strange id_token_hint", [("id_token_hint", "a.b.c")], "invalid_request"),
        Case("long id_token_hint", [("id_token_hint", String(repeating: "h", count: 4_097))], "invalid_request"),
        Case("thumbprint that is none", [("dpop_jkt", "short")], "invalid_request"),
        Case(
            "too long altogether",
            [
                ("resource", nil), ("acr_values", String(repeating: "a", count: 9_000)),
                ("claims", String(repeating: " ", count: 4_090) + "{}"),
                ("nonce", String(repeating: "n", count: 512)), ("login_hint", String(repeating: "h", count: 200)),
                ("ignored", String(repeating: "i", count: 9_000)), ("scope", String(repeating: "openid ", count: 400)),
            ],
            "invalid_request"
        ),
    ]

    @Test(arguments: refused)
    func whatIsWrongGoesBackToTheClient(_ example: Case) async throws {
        let test = try await TestServer(clients: [.app(scopes: ["openid", "tstapp_data.read"])])
        let step = try await TestBrowser(test.server).authorize(example.changes)
        let answer = try #require(step.answer)
        #expect(answer["error"] == example.error)
        #expect(answer["error_description"]?.isEmpty == false)
        #expect(answer["state"] == (example.name == "long state" ? nil : Ask.state))
        #expect(answer["iss"] == TestServer.issuer)
        #expect(answer["code"] == nil)
    }

    static let accepted: [Case] = [
        Case("nothing more", [], ""),
        Case("empty parameters", [("nonce", ""), ("prompt", ""), ("max_age", "")], ""),
        Case("longest state", [("state", String(repeating: "s", count: 2_048))], ""),
        Case("longest nonce", [("nonce", String(repeating: "n", count: 512))], ""),
        Case("longest hint", [("login_hint", String(repeating: "h", count: 200))], ""),
        Case("what is ignored", [("display", "popup"), ("ui_locales", "de"), ("x", "y")], ""),
        Case("two prompts", [("prompt", "login consent")], ""),
        Case("known resource", [("resource", "https://api.example.test/tstapp")], ""),
        Case("claims with unknown members", [("claims", #"{"x":1,"userinfo":{"y":null}}"#)], ""),
        Case("acr_values nobody knows", [("acr_values", "urn:a urn:b")], ""),
        Case("key", [("dpop_jkt", TestServer.challenge)], ""),
        Case("age zero", [("max_age", "0")], ""),
    ]

    @Test(arguments: accepted)
    func whatIsRightLeadsToTheSignIn(_ example: Case) async throws {
        let test = try await TestServer(clients: [.app()])
        #expect(try await TestBrowser(test.server).authorize(example.changes).signIn != nil)
    }

    @Test func aClientWithoutTheGrantIsUnauthorized() async throws {
        let test = try await TestServer(clients: [.app(grants: [.refreshToken])])
        #expect(try await TestBrowser(test.server).authorize().answer?["error"] == "unauthorized_client")
    }

    @Test(arguments: ["form_post", "fragment", "web_message", "QUERY"])
    func theDashboardsCodeComesInAQueryAlone(_ mode: String) throws {
        var client = Client.app()
        client.profile.source = .builtIn

        #expect(throws: OAuthError.self) { try read([("response_mode", mode)], client: client) }
        #expect(try read([("response_mode", "query")], client: client).target.mode == .query)
        #expect(try read([], client: client).target.mode == .query)
    }

    @Test func everyCheckHasAPlaceInTheList() {
        let names = AuthorizationChecks.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.first == "request")
        #expect(names.count == 16)
    }

    /// What the checks make of a request.
    private func read(_ changes: [(String, String?)], client: Client = .app()) throws -> AuthorizationRequest {
        let parameters = try Ask.parameters(changes)
        let target = try RedirectTarget.resolve(parameters, client: client, issuer: TestServer.issuer)
        let surroundings = AuthorizationSurroundings(
            issuer: TestServer.issuer,
            catalog: .fixture(),
            keys: .init([])
        )
        return try AuthorizationChecks.read(parameters, client: client, target: target, surroundings: surroundings)
    }

    @Test func withoutAScopeAllRegisteredOnesAreAskedForExceptOfflineAccess() throws {
        let client = Client.app(scopes: ["openid", "offline_access", "tstapp_data.read", "tstapp_gone"])
        #expect(try read([("scope", nil)], client: client).scope.names == ["openid", "tstapp_data.read"])
    }

    @Test func theMaximumAgeOfTheClientStandsInForAMissingOne() throws {
        let client = Client.app(profile: .with { $0.defaultMaxAge = 60 })
        #expect(try read([], client: client).maxAge == 60)
        #expect(try read([("max_age", "5")], client: client).maxAge == 5)
        #expect(try read([]).maxAge == nil)
    }

    @Test func whatWasSentIsKept() throws {
        let request = try read([
            ("nonce", "n"), ("resource", "urn:example:billing"), ("dpop_jkt", TestServer.challenge),
            ("prompt", "consent select_account"), ("acr_values", "aal2 aal1"), ("login_hint", "ada"),
            ("claims", #"{"id_token":{"acr":{"essential":true,"values":["aal2"]}}}"#),
        ])
        #expect(request.nonce == "n")
        #expect(request.resources == ["urn:example:billing"])
        #expect(request.keyThumbprint == TestServer.challenge)
        #expect(request.prompt == [.consent, .selectAccount])
        #expect(request.wantedContexts == ["aal2", "aal1"])
        #expect(request.requiredContexts == ["aal2"])
        #expect(request.loginHint == "ada")
        #expect(request.claims?.hasPrefix("{\"id_token\"") == true)
        #expect(request.codeChallenge == TestServer.challenge)
        #expect(request.target.sentURI == Client.callback)
    }

    @Test func tooManyResourcesAreRefused() throws {
        let pairs = Ask.pairs() + (0..<17).map { _ in (name: "resource", value: "urn:example:billing") }
        let parameters = try Parameters(pairs)
        let target = try RedirectTarget.resolve(parameters, client: .app(), issuer: TestServer.issuer)
        let surroundings = AuthorizationSurroundings(issuer: "", catalog: .fixture(), keys: .init([]))
        #expect(throws: OAuthError.self) {
            try AuthorizationChecks.read(parameters, client: .app(), target: target, surroundings: surroundings)
        }
    }
}
