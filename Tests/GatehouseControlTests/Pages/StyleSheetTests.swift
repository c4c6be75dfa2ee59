import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseControl

@Suite("Style sheet")
struct StyleSheetTests {
    @Test
    func itsPathChangesWithIt() {
        let digest = SecretDigest.of(String(decoding: StyleSheet.bytes, as: UTF8.self)).prefix(8)
        let name = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()

        #expect(StyleSheet.path == "/assets/gatehouse/\(name).css")
        #expect(PageSite(issuerHost: "id.example.test").stylesheet == StyleSheet.path)
    }

    @Test
    func itIsKeptForEver() {
        let response = StyleSheet.response()

        #expect(response.headers[.contentType] == "text/css; charset=utf-8")
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response.body.contentLength == StyleSheet.bytes.count)
    }

    @Test
    func itLoadsNothing() {
        let text = String(decoding: StyleSheet.bytes, as: UTF8.self)

        #expect(!text.contains("url("))
        #expect(!text.contains("@import"))
    }
}
