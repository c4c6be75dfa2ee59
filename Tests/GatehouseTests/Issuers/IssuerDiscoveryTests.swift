import GatehouseJOSE
import Testing

@testable import Gatehouse

@Suite("What an issuer publishes of itself")
struct IssuerDiscoveryTests {
    private static let issuer = "https://kc.example.test/realms/x"

    private static func keysURL(_ document: String, of issuer: String = issuer) throws -> String {
        try IssuerDiscovery.keysURL(in: Array(document.utf8), of: issuer)
    }

    @Test func bothStandardsSayWhere() {
        #expect(
            IssuerDiscovery.locations(of: Self.issuer) == [
                "https://kc.example.test/realms/x/.well-known/openid-configuration",
                "https://kc.example.test/.well-known/oauth-authorization-server/realms/x",
            ]
        )
        #expect(
            IssuerDiscovery.locations(of: "https://tenant.example.test/") == [
                "https://tenant.example.test/.well-known/openid-configuration",
                "https://tenant.example.test/.well-known/oauth-authorization-server",
            ]
        )
    }

    @Test func aGoodDocumentNamesTheKeys() throws {
        let url = "https://keys.example.test/certs?a=b"
        #expect(try Self.keysURL(#"{"issuer":"\#(Self.issuer)","jwks_uri":"\#(url)"}"#) == url)
    }

    @Test(arguments: [
        #"{"issuer":"https://kc.example.test/realms/x/","jwks_uri":"https://kc.example.test/c"}"#,
        #"{"issuer":"https://KC.example.test/realms/x","jwks_uri":"https://kc.example.test/c"}"#,
        #"{"jwks_uri":"https://kc.example.test/c"}"#, #"{"issuer":"https://kc.example.test/realms/x"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","jwks_uri":"http://kc.example.test/c"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","jwks_uri":"https://127.0.0.1/c"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","jwks_uri":"http://localhost:8081/c"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","jwks_uri":"https://a@kc.example.test/c"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","jwks_uri":"file:///etc/passwd"}"#,
        #"{"issuer":"https://kc.example.test/realms/x","issuer":"https://kc.example.test/realms/x"}"#,
        "[]", "", "{",
    ])
    func aHostileDocumentIsNotBelieved(_ document: String) {
        #expect(throws: IssuerDiscovery.Refusal.self) { try Self.keysURL(document) }
    }

    @Test func anIssuerOnThisMachineMayHaveItsKeysHere() throws {
        let issuer = "http://127.0.0.1:8180/realms/x"
        let document = #"{"issuer":"\#(issuer)","jwks_uri":"\#(issuer)/certs"}"#
        #expect(try Self.keysURL(document, of: issuer) == "\(issuer)/certs")
    }

    @Test(arguments: [
        "http://kc.example.test", "https://", "https://user@kc.example.test", "https://kc.example.test/#a",
        "https://kc.example.test/a b", "ftp://kc.example.test", "https://kc.example.test/?a",
        "//kc.example.test", "",
    ])
    func whatIsNoPlainURLIsRefused(_ text: String) {
        #expect(IssuerURL.parts(text) == nil)
    }

    @Test func keysForOtherPurposesAreLeftOut() throws {
        let key =
            #""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
            + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#
        func count(_ entries: String..., algorithms: [SigningAlgorithm] = SigningAlgorithm.allCases) throws -> Int {
            let document = #"{"keys":[\#(entries.joined(separator: ","))]}"#
            return try IssuerKeyDocument.keys(in: Array(document.utf8), for: algorithms).keys.count
        }
        let good = #"{"kid":"a",\#(key)}"#
        #expect(try count(good) == 1)
        #expect(try count(good, #"{"kid":"b","use":"enc",\#(key)}"#, #"{"kid":"c","key_ops":["sign"],\#(key)}"#) == 1)
        #expect(try count(good, #"{"kty":"oct","k":"AAAA","kid":"d"}"#, #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#) == 1)
        #expect(throws: IssuerKeyDocument.Refusal.self) { try count(good, algorithms: [.rs256]) }
        #expect(throws: IssuerKeyDocument.Refusal.self) { try count() }
    }
}
