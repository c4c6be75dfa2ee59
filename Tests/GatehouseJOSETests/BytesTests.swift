import GatehouseJOSE
import Testing

@Suite("Texts compared as bytes")
struct BytesTests {
    @Test(arguments: [
        ("", ""), ("a", "a"), ("client_id", "client_id"),
        ("a text of more than fifteen bytes", "a text of more than fifteen bytes"),
    ])
    func sameBytes(left: String, right: String) {
        let isSameSpan = left.hasSameBytes(as: right.utf8.span)
        #expect(left.hasSameBytes(as: right))
        #expect(isSameSpan)
    }

    @Test(arguments: [
        ("a", "b"), ("a", ""), ("a", "aa"), ("\u{E9}", "e\u{301}"), ("K", "\u{212A}"),
        ("\u{1E0B}\u{323}", "\u{1E0D}\u{307}"),
        ("a text of more than fifteen bytes", "a text of more than fifteen Bytes"),
    ])
    func otherBytes(left: String, right: String) {
        let isSameSpan = left.hasSameBytes(as: right.utf8.span)
        #expect(!left.hasSameBytes(as: right))
        #expect(!isSameSpan)
    }

    @Test func equalLengthAndCanonicallyEquivalentIsStillDifferent() {
        let left = "q\u{307}\u{323}"
        let right = "q\u{323}\u{307}"
        #expect(left == right)
        #expect(left.utf8.count == right.utf8.count)
        #expect(!left.hasSameBytes(as: right))
    }
}
