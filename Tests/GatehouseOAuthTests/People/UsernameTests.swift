import GatehouseOAuth
import Testing

@Suite("Names with which people sign in")
struct UsernameTests {
    @Test func capitalLettersBecomeSmallOnes() throws {
        let name = try #require(Username("Alice.B_c-1@Example+x"))
        #expect(name.value == "alice.b_c-1@example+x")
        #expect(name == Username("ALICE.b_c-1@example+X"))
    }

    @Test func oneAndSixtyFourCharactersAreNames() {
        #expect(Username("a") != nil)
        #expect(Username(String(repeating: "a", count: 64)) != nil)
    }

    @Test(
        arguments: [
            "", String(repeating: "a", count: 65), "al ice", "alice\n", "alice\0", "älice", "a/b", "a:b", "<b>",
            // A Cyrillic letter, a Kelvin sign (whose lower case is k) and a combining accent.
            "\u{430}lice", "\u{212A}im", "alice\u{301}",
        ]
    )
    func otherTextIsNoName(text: String) {
        #expect(Username(text) == nil)
    }
}
