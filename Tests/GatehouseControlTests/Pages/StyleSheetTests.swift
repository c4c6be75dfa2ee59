import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseControl

@Suite("Style sheet")
struct StyleSheetTests {
    @Test
    func itsPathChangesWithIt() {
        let digest = SecretDigest.of(String(decoding: PageAsset.styleSheet.bytes, as: UTF8.self)).prefix(8)
        let name = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()

        #expect(PageAsset.styleSheet.path == "/assets/gatehouse/\(name).css")
        #expect(PageSite(issuerHost: "id.example.test").stylesheet == PageAsset.styleSheet.path)
    }

    @Test
    func itIsKeptForEver() {
        let response = PageAsset.styleSheet.response()

        #expect(response.headers[.contentType] == "text/css; charset=utf-8")
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response.body.contentLength == PageAsset.styleSheet.bytes.count)
    }

    @Test
    func itLoadsNothing() {
        let text = String(decoding: PageAsset.styleSheet.bytes, as: UTF8.self)

        #expect(!text.contains("url("))
        #expect(!text.contains("@import"))
    }

    /// Each of them is in a form whose choices make it needless; the other half are tests of these forms.
    @Test(arguments: ["if-taken", "if-changing", "if-keys"])
    func whatMattersForSomeChoicesAloneIsHiddenByTheOthers(name: String) {
        let text = String(decoding: PageAsset.styleSheet.bytes, as: UTF8.self)

        #expect(text.contains(".\(name) { display: none; }"))
    }
}
