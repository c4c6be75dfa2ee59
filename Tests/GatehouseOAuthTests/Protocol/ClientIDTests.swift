import FoundationEssentials
import GatehouseOAuth
import Testing

@Suite("Client ids")
struct ClientIDTests {
    @Test(arguments: ["a", "reporting", "A-Z_a.z~9", "!\"#$%&'()*+,;<=>?@[]^`{|}", String(repeating: "x", count: 200)])
    func visibleASCIIIsAccepted(_ text: String) {
        #expect(ClientID(text)?.value == text)
    }

    @Test(arguments: [
        "", ".", "..", "a b", "a:b", "a/b", "a\tb", "a\n", "a\u{0}", "\u{7F}", "ü", String(repeating: "x", count: 201),
    ])
    func everythingElseIsRefused(_ text: String) {
        #expect(ClientID(text) == nil)
    }

    @Test func decodingChecksToo() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ClientID].self, from: Data(#"["a b"]"#.utf8))
        }
    }
}
