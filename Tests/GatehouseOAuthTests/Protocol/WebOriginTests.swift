import Testing

@testable import GatehouseOAuth

@Suite("RFC 6454 §6.2 — origins as browsers write them")
struct WebOriginTests {
    @Test(arguments: [
        ("https://app.example.test/callback", "https://app.example.test"),
        ("https://APP.Example.test/callback?a=b", "https://app.example.test"),
        ("HTTPS://app.example.test", "https://app.example.test"),
        ("https://app.example.test:443/", "https://app.example.test"),
        ("https://app.example.test:8443/", "https://app.example.test:8443"),
        ("https://app.example.test:80", "https://app.example.test:80"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1"), ("http://localhost:5173/", "http://localhost:5173"),
        ("http://[::1]:5173/", "http://[::1]:5173"),
    ])
    func aWebAddressHasOne(address: String, origin: String) {
        #expect(WebOrigin(of: address)?.text == origin)
    }

    @Test(arguments: [
        "com.example.app:/callback", "http://app.example.test/", "javascript:alert(1)", "null", "", "https://",
    ])
    func nothingElseHasOne(address: String) {
        #expect(WebOrigin(of: address) == nil)
    }
}
