import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §4.1.2, RFC 9207, Form Post Response Mode - answers")
struct AuthorizationAnswerTests {
    @Test func aCodeComesWithStateAndIssuer() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let answer = try await browser.allow()
        #expect(answer["code"]?.utf8.count == 43)
        #expect(answer["state"] == Ask.state)
        #expect(answer["iss"] == TestServer.issuer)
        #expect(answer["error"] == nil)
    }

    @Test func aStateComesBackUnchanged() async throws {
        let test = try await TestServer(clients: [.app()])
        let state = "a b+c&d=e#f%é\"<script>\r\n"
        let answer = try await TestBrowser(test.server).authorize([("state", state), ("prompt", "none")]).answer
        #expect(answer?["state"] == state)
        guard case .redirect(let uri)? = answer else {
            Issue.record("no redirect")
            return
        }
        #expect(
            uri.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") }
        )
        #expect(!uri.contains("#"))
    }

    @Test func withoutAStateNoneComesBack() async throws {
        let test = try await TestServer(clients: [.app()])
        let answer = try await TestBrowser(test.server).authorize([("state", nil), ("prompt", "none")]).answer
        #expect(answer?["state"] == nil)
        #expect(answer?["iss"] == TestServer.issuer)
    }

    @Test(arguments: [
        ("https://app.example.test/cb", "https://app.example.test/cb?error="),
        ("https://app.example.test/cb?a=1", "https://app.example.test/cb?a=1&error="),
        ("https://app.example.test/cb?", "https://app.example.test/cb?error="),
        ("https://app.example.test/cb?a&", "https://app.example.test/cb?a&error="),
        ("com.example.app:/cb", "com.example.app:/cb?error="),
    ])
    func aQueryOfTheRedirectURIIsRetained(_ uri: String, _ beginning: String) async throws {
        let test = try await TestServer(clients: [.app(redirectURIs: [uri])])
        let step = try await TestBrowser(test.server).authorize([("redirect_uri", uri), ("prompt", "none")])
        guard case .redirect(let location)? = step.answer else {
            Issue.record("no redirect")
            return
        }
        #expect(location.hasPrefix(beginning))
    }

    @Test func formPostCarriesTheAnswerInFields() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let answer = try await browser.allow(["openid"], [("response_mode", "form_post")])
        guard case .form(let form) = answer else {
            Issue.record("no form")
            return
        }
        #expect(form.action == Client.callback)
        #expect(form.fields.map(\.name) == ["code", "state", "iss"])
        #expect(form.clientName == "Reporting job")
    }

    @Test func errorsTravelInTheModeThatWasAskedFor() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let posted = try await browser.authorize([("response_mode", "form_post"), ("scope", "x")])
        guard case .form(let form)? = posted.answer else {
            Issue.record("no form")
            return
        }
        #expect(form.fields.map(\.name) == ["error", "error_description", "state", "iss"])
        guard case .redirect? = try await browser.authorize([("response_mode", "fragment")]).answer else {
            Issue.record("no redirect")
            return
        }
    }

    @Test func duplicateParametersAreRefusedBeforeAnythingElse() throws {
        for name in ["client_id", "redirect_uri", "state", "scope"] {
            #expect(throws: OAuthError.self) { try Parameters(Ask.pairs() + [(name: name, value: "x")]) }
        }
    }
}
