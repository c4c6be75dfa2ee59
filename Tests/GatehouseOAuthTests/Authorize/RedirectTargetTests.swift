import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("RFC 6749 §3.1.2, RFC 8252 §7.3 - redirect URIs")
struct RedirectTargetTests {
    /// What a request sends for what is registered, and whether that is a match.
    struct Case: Sendable, CustomTestStringConvertible {
        let registered: String
        let sent: String
        let isMatch: Bool

        init(_ registered: String, _ sent: String, _ isMatch: Bool) {
            self.registered = registered
            self.sent = sent
            self.isMatch = isMatch
        }

        var testDescription: String { "\(sent) for \(registered)" }
    }

    static let cases: [Case] = [
        Case("https://app.example.test/cb", "https://app.example.test/cb", true),
        Case("https://app.example.test/cb?a=1", "https://app.example.test/cb?a=1", true),
        Case("com.example.app:/cb", "com.example.app:/cb", true),
        Case("https://app.example.test/cb", "https://app.example.test/cb/", false),
        Case("https://app.example.test/cb", "https://app.example.test/cb?x=1", false),
        Case("https://app.example.test/cb", "https://app.example.test/CB", false),
        Case("https://app.example.test/cb", "HTTPS://app.example.test/cb", false),
        Case("https://app.example.test/cb", "https://app.example.test:443/cb", false),
        Case("https://app.example.test/cb", "https://app.example.test.evil.test/cb", false),
        Case("https://app.example.test/cb", "https://app.example.test@evil.test/cb", false),
        Case("https://app.example.test/cb", "https://evil.test/https://app.example.test/cb", false),
        Case("https://app.example.test/cb", "https://app.example.test/cb#f", false),
        Case("https://app.example.test/cb", "https://app.example.test/cb%00", false),
        Case("https://app.example.test/cb", "https://app.example.test/%63b", false),
        Case("https://app.example.test/cb", "https://app.example.test/./cb", false),
        Case("https://app.example.test/cb", "//app.example.test/cb", false),
        Case("https://app.example.test/cb", "javascript:alert(1)", false),
        Case("https://app.example.test/cb", "data:text/html,x", false),
        Case("https://app.example.test/cb", "https://app.example.test/cb\r\nX: y", false),
        Case("https://app.example.test/e\u{301}", "https://app.example.test/\u{e9}", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1/cb", true),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true),
        Case("http://127.0.0.1:8000/cb", "http://127.0.0.1:9/cb", true),
        Case("http://127.0.0.1:8000/cb", "http://127.0.0.1/cb", true),
        Case("http://[::1]/cb", "http://[::1]:51004/cb", true),
        Case("http://127.0.0.1", "http://127.0.0.1:1", true),
        Case("http://127.0.0.1?a", "http://127.0.0.1:1?a", true),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:51004/other", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb?x", false),
        Case("http://127.0.0.1/cb", "http://[::1]:51004/cb", false),
        Case("http://127.0.0.1/cb", "http://localhost:51004/cb", false),
        Case("http://localhost/cb", "http://localhost:51004/cb", false),
        Case("http://localhost/cb", "http://localhost/cb", true),
        Case("http://127.0.0.1/cb", "https://127.0.0.1:51004/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.test/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1.evil.test/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:80.evil.test/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1\\@evil.test/cb", false),
        Case("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb#f", false),
        Case("http://127.0.0.1/cb", "http://127.1:51004/cb", false),
        // What could not be registered today never matches, however it came into the store.
        Case("javascript:alert(1)", "javascript:alert(1)", false),
        Case("http://app.example.test/cb", "http://app.example.test/cb", false),
        Case("https://app.example.test/cb#f", "https://app.example.test/cb#f", false),
    ]

    @Test(arguments: cases)
    func onlyRegisteredRedirectURIsGetAnAnswer(_ example: Case) async throws {
        let test = try await TestServer(clients: [
            .app(redirectURIs: ["https://first.example.test/", example.registered])
        ])
        let step = try await TestBrowser(test.server).authorize([("redirect_uri", example.sent), ("prompt", "none")])
        #expect((step.answer != nil) == example.isMatch)
        #expect((step.refusal != nil) != example.isMatch)
        if case .redirect(let uri)? = step.answer {
            #expect(uri.hasPrefix(example.sent))
            #expect(step.error == "login_required")
        }
    }

    /// The operator lists the dashboard's names, so they are no stranger's; another port is somebody else.
    @Test(arguments: [
        ("http://admin.example.test:8081/cb", "http://admin.example.test:8081/cb", true),
        ("http://127.0.0.1:8081/cb", "http://127.0.0.1:8081/cb", true),
        ("http://127.0.0.1:8081/cb", "http://127.0.0.1:9/cb", false),
        ("http://admin.example.test:8081/cb", "http://admin.example.test/cb", false),
        ("http://admin.example.test:8081/cb", "HTTP://admin.example.test:8081/cb", false),
    ])
    func theServersOwnClientIsSentToTheVeryAddress(registered: String, sent: String, isMatch: Bool) throws {
        var client = Client.app(redirectURIs: ["https://first.example.test/", registered])
        client.profile.source = .builtIn
        let parameters = try Ask.parameters([("redirect_uri", sent)])
        let target = try? RedirectTarget.resolve(parameters, client: client, issuer: TestServer.issuer)
        #expect((target != nil) == isMatch)
    }

    @Test(arguments: ["nobody", "a:b", "../app", "APP", "app\u{0}", String(repeating: "a", count: 300)])
    func anUnknownClientEndsOnAPage(_ client: String) async throws {
        let test = try await TestServer(clients: [.app()])
        let step = try await TestBrowser(test.server).authorize([("client_id", client)])
        #expect(step.refusal?.error.code == .invalidClient)
        #expect(step.refusal?.clientName == nil)
    }

    @Test func aMissingClientEndsOnAPage() async throws {
        let test = try await TestServer(clients: [.app()])
        #expect(
            try await TestBrowser(test.server).authorize([("client_id", nil)]).refusal?.error.code == .invalidRequest
        )
    }

    @Test func aDisabledClientEndsOnAPage() async throws {
        let test = try await TestServer(clients: [.app(disabledAt: 5)])
        #expect(try await TestBrowser(test.server).authorize().refusal?.error.code == .invalidClient)
    }

    @Test func aFailingStoreEndsOnAPage() async throws {
        let test = try await TestServer(clients: [.app()])
        test.store.fail(with: .unavailable("disk"))
        #expect(try await TestBrowser(test.server).authorize().refusal?.error.code == .temporarilyUnavailable)
    }

    @Test func theRedirectURIMayBeLeftOutIfThereIsOneAndNoOpenID() async throws {
        let test = try await TestServer(clients: [.app()])
        let browser = TestBrowser(test.server)
        let step = try await browser.authorize([
            ("redirect_uri", nil), ("scope", "tstapp_data.read"), ("prompt", "none"),
        ])
        guard case .redirect(let uri)? = step.answer else {
            Issue.record("no answer")
            return
        }
        #expect(uri.hasPrefix(Client.callback + "?"))
        #expect(try await browser.authorize([("redirect_uri", nil)]).refusal?.error.code == .invalidRequest)
        // Without a scope all that is registered is asked for, openid among it.
        let all = try await browser.authorize([("redirect_uri", nil), ("scope", nil)])
        #expect(all.refusal?.error.code == .invalidRequest)
    }

    @Test(arguments: [[], [Client.callback, "https://other.example.test/"]])
    func theRedirectURIIsNeededUnlessThereIsOne(_ uris: [String]) async throws {
        let test = try await TestServer(clients: [.app(redirectURIs: uris)])
        let step = try await TestBrowser(test.server).authorize([("redirect_uri", nil), ("scope", "tstapp_data.read")])
        #expect(step.refusal?.error.code == .invalidRequest)
    }

    @Test func aCodeRemembersWhetherTheRedirectURIWasSent() async throws {
        let test = try await TestServer(clients: [.app()])
        var browser = TestBrowser(test.server)
        let answer = try await browser.allow(
            ["tstapp_data.read"],
            [("redirect_uri", nil), ("scope", "tstapp_data.read")]
        )
        let digest = SecretDigest.of(try #require(answer["code"]))
        guard case .redeemed(let code, _) = try await test.store.redeemCode(digest, of: .fixture("app"), at: 1) else {
            Issue.record("no code")
            return
        }
        #expect(code.redirectURI == nil)
    }

    private static let pieces = [
        "https://", "http://", "//", "app.example.test", "evil.test", "127.0.0.1", "[::1]", "localhost", "@", ":", "/",
        "/callback", "?", "#", "\\", ".", "..", "%2e", "%00", "javascript:", " ", "\t", "é", "com.example.app:",
        ":8080", "&", "=", "\u{301}",
    ]

    @Test("No input produces a redirect to an unregistered URI", arguments: Seeds.first(100))
    func noInputLeadsElsewhere(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let registered = [Client.callback, "http://127.0.0.1/callback"]
        let test = try await TestServer(clients: [.app(redirectURIs: registered)])
        let browser = TestBrowser(test.server)
        for _ in 0..<20 {
            let base = Bool.random(using: &generator) ? registered.randomElement(using: &generator) ?? "" : ""
            let count = Int.random(in: 0...5, using: &generator)
            let tail = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
            let sent = Bool.random(using: &generator) ? base + tail : tail + base
            let mode = Bool.random(using: &generator) ? "form_post" : "query"
            let step = try await browser.authorize([
                ("redirect_uri", sent), ("prompt", "none"), ("response_mode", mode),
            ])
            let target: String? =
                switch step {
                case .answer(.redirect(let uri)): uri.split(separator: "?").first.map(String.init)
                case .answer(.form(let form)): form.action
                case .signIn, .ask: "an open request"
                case .refused: nil
                }
            guard let target else { continue }
            let isLoopback = target.hasPrefix("http://127.0.0.1") && target.hasSuffix("/callback")
            let port = target.dropFirst("http://127.0.0.1".count).dropLast("/callback".count)
            let isPort = port.isEmpty || port.hasPrefix(":") && UInt16(port.dropFirst()) ?? 0 > 0
            #expect(target == Client.callback || isLoopback && isPort, "\(sent) with seed \(seed)")
        }
    }
}
