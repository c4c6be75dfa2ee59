import GatehouseOAuth
import Testing

@testable import Gatehouse

@Suite("Which URLs may be asked")
struct OutboundTargetTests {
    @Test(arguments: [
        ("https://app.example.test/x", "app.example.test"), ("https://app.example.test:8443/", "app.example.test"),
        ("https://[2606:4700::1111]/", "2606:4700::1111"), ("https://8.8.8.8/", "8.8.8.8"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"), ("https://a_b.example/", "a_b.example"),
    ])
    func aPlainHostIsRead(_ text: String, _ host: String) throws {
        #expect(try OutboundTarget(text, allowsAnyAddress: false).host == host)
    }

    @Test(arguments: [
        "http://app.example.test/", "ftp://app.example.test/", "file:///etc/passwd", "unix:///run/x",
        "https+unix://%2Frun%2Fx/", "javascript:alert(1)", "app.example.test", "", "https://", "https:///path",
        "https://user@app.example.test/", "https://user:word@app.example.test/", "https://@app.example.test/",
        "https://app.example.test%2f@10.0.0.1/", "https://ex%61mple.test/", "https://[fe80::1%25eth0]/",
        "https://127.0.0.1\\@app.example.test/", "https://app example.test/", "https://app.example.test\u{0}/",
    ])
    func whatIsNotHTTPSWithAPlainHostIsForbidden(_ text: String) {
        #expect(throws: OutboundFailure.self) { try OutboundTarget(text, allowsAnyAddress: false) }
    }

    @Test func onlyDevelopmentAsksWithoutTLS() throws {
        #expect(try OutboundTarget("http://127.0.0.1:9000/", allowsAnyAddress: true).host == "127.0.0.1")
        #expect(throws: OutboundFailure.self) { try OutboundTarget("ftp://127.0.0.1/", allowsAnyAddress: true) }
    }

    @Test(arguments: [
        ("https://127.0.0.1/", true), ("https://[::1]/", true), ("https://[::ffff:127.0.0.1]/", true),
        ("https://2130706433/", false), ("https://0177.0.0.1/", false), ("https://127.1/", false),
        ("https://0x7f000001/", false), ("https://localhost/", false),
    ])
    func onlyWhatEverybodyReadsAsAnAddressIsOne(_ text: String, _ isAddress: Bool) throws {
        #expect(try OutboundTarget(text, allowsAnyAddress: false).isAddress == isAddress)
    }
}
