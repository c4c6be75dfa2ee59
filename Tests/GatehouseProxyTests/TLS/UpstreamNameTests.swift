import GatehouseTestSupport
import NIOSSL
import Testing

@testable import GatehouseProxy

@Suite("RFC 9525: which certificates name an upstream")
struct UpstreamNameTests {
    @Test(arguments: [
        ("api.example.test", "api.example.test", true), ("API.example.test", "api.EXAMPLE.test", true),
        ("api.example.test.", "api.example.test", true), ("api.example.test", "*.example.test", true),
        ("a.api.example.test", "*.example.test", false), ("example.test", "*.example.test", false),
        (".example.test", "*.example.test", false), ("api.example.test", "a*.example.test", false),
        ("api.example.test", "example.test", false), ("evil-api.example.test", "api.example.test", false),
        ("api.example.test", "*", false), ("localhost", "*.", false), ("", "", false), ("10.0.0.1", "10.0.0.1", false),
    ])
    func aNameIsMatchedWholeOrByAStarForItsFirstLabel(host: String, pattern: String, matches: Bool) {
        #expect(UpstreamName(host).isMatched(by: Array(pattern.utf8)) == matches)
    }

    @Test func aCertificateNamesOnlyItsAlternativeNames() throws {
        let issued = try TestAuthority().issue(names: ["a.test", "*.b.test"], subject: "c.test")
        let certificate = try #require(try NIOSSLCertificate.fromPEMBytes(Array(issued.pem.utf8)).first)
        let named = ["a.test", "x.b.test", "b.test", "c.test", "127.0.0.1"]
            .filter {
                UpstreamName($0).isNamed(by: certificate)
            }
        #expect(named == ["a.test", "x.b.test"])
    }

    @Test func anAddressHasToBeNamedAsOne() {
        #expect(UpstreamName("127.0.0.1").isAddress)
        #expect(UpstreamName("::1").isAddress)
        #expect(!UpstreamName("localhost").isAddress)
    }
}
