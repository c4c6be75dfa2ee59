import GatehouseOAuth
import Testing

@Suite("RFC 6749 §3.1.2 and RFC 8252 — redirect URIs")
struct RedirectURITests {
    @Test(arguments: [
        "https://app.example/callback",
        "https://app.example",
        "https://app.example:8443/callback?x=1&y=%20",
        "https://[2001:db8::1]/callback",
        "http://localhost:3000/callback",
        "http://127.0.0.1/callback",
        "http://[::1]:49152/",
        "HTTPS://App.Example/Callback",
        "com.example.app:/oauth/callback",
        "com.example.app://callback",
    ])
    func aSafeAddressIsKeptAsItIs(_ text: String) throws {
        #expect(try RedirectURI(text).value == text)
    }

    @Test(arguments: [
        "", "callback", "/callback", "//app.example/callback", "https:", "https://", "https:///callback",
        "https://app.example/#", "https://app.example/callback#token", "com.example.app:/x#y",
        "http://app.example/callback", "http://127.0.0.1.example/callback", "http://localhost.example/",
        "http://127.1/", "http://0x7f000001/", "http://localhost@evil.example/",
        "https://user@app.example/", "https://user:pass@app.example/",
        "https://app.example\\@evil.example/", "https://app.example/a b", "https://app.example/\u{E9}",
        "https://app.example/\n", "https://app.example/%", "https://app.example/%zz", "https://app.example/<script>",
        "https://app.example:99999/", "https://app.example:/", "https://app.example:0/", "https://app.example:8a/",
        "https://app.exa%6Dple/", "https://*.example/callback", "https://[::1", "https://[]/", "https://[gg]/",
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "about:blank", "myapp:/callback", "urn:ietf:wg:oauth:2.0:oob", ":/x", "1a.b:/x", "ftp://a.example/",
        "https://app.example/" + String(repeating: "a", count: 2000),
    ])
    func anUnsafeAddressIsRefused(_ text: String) {
        #expect(throws: RedirectURIFlaw.self) { try RedirectURI(text) }
    }

    @Test func theFlawIsNamed() {
        #expect(throws: RedirectURIFlaw.insecure) { try RedirectURI("http://app.example/callback") }
        #expect(throws: RedirectURIFlaw.fragment) { try RedirectURI("https://app.example/#x") }
        #expect(throws: RedirectURIFlaw.userInfo) { try RedirectURI("https://a@app.example/") }
        #expect(throws: RedirectURIFlaw.scheme) { try RedirectURI("javascript:alert(1)") }
        #expect(throws: RedirectURIFlaw.notAbsolute) { try RedirectURI("/callback") }
    }
}
