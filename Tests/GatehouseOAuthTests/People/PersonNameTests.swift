import GatehouseOAuth
import Testing

@Suite("Names under which people are shown")
struct PersonNameTests {
    @Test(arguments: ["A", "Alice Møller", "山田 太郎", "O'Neil-Smith, Jr.", "علی", "می‌خواهم", "👩‍💻 Ada", "<b>Alice</b>"])
    func visibleTextIsAName(text: String) throws {
        #expect(try #require(PersonName(text)).value.utf8.elementsEqual(text.utf8))
    }

    @Test(
        arguments: [
            "", " ", "\u{200B}", "\u{3164}", "\u{2800}", "\u{FE0F}", "\u{301}", "a\nb", "a\0", "a\u{7F}", "a\u{85}",
            "a\u{2028}b", "a\u{202E}b", "a\u{2066}b", "a\u{200F}b", "a\u{61C}b", "\u{E000}",
        ]
    )
    func whatCannotBeSeenOrTurnsTextAroundIsNoName(text: String) {
        #expect(PersonName(text) == nil)
    }

    @Test func lengthIsBoundedInBytes() {
        #expect(PersonName(String(repeating: "é", count: 100)) != nil)
        #expect(PersonName(String(repeating: "é", count: 100) + "a") == nil)
    }

    @Test func namesAreComparedByBytes() {
        #expect(PersonName("\u{E9}") != PersonName("e\u{301}"))
        #expect(PersonName("Alice") == PersonName("Alice"))
    }
}
