import Testing

@testable import GatehouseOAuth

@Suite("RFC 4648 §10 — Base32")
struct Base32Tests {
    @Test(
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ]
    )
    func theVectorsMatchWithoutPadding(text: String, encoded: String) {
        #expect(Base32.encode([UInt8](text.utf8)) == encoded)
    }
}
