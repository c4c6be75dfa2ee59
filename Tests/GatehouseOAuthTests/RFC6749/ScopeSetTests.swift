import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §3.3 — scope")
struct ScopeSetTests {
    @Test func scopesAreSortedAndEachOnce() throws {
        #expect(try ScopeSet(parsing: "b a  b c ").names == ["a", "b", "c"])
        #expect(try ScopeSet(parsing: "b a").serialized == "a b")
    }

    @Test(arguments: ["a\"b", "a\\b", "a\tb", "a\nb", "ü", "a\u{7F}", "\u{1}"])
    func aCharacterThatNoScopeMayContainIsRefused(_ text: String) async {
        let error = await refusal { _ = try ScopeSet(parsing: text) }
        #expect(error?.code == .invalidScope)
    }

    @Test(arguments: ["!", "#[]~", "https://example.test/scope?x=1", "a:b:c"])
    func everyScopeTokenCharacterIsAccepted(_ text: String) throws {
        #expect(try ScopeSet(parsing: text).names == [text])
    }

    @Test func subsetsAreRecognized() {
        let all = ScopeSet(["a", "b", "c"])
        #expect(ScopeSet(["a", "c"]).isSubset(of: all))
        #expect(!ScopeSet(["a", "d"]).isSubset(of: all))
        #expect(ScopeSet.empty.isSubset(of: all))
    }

    @Test(arguments: Seeds.first(50))
    func theOrderOfTheRequestDoesNotMatter(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let names = (0..<8).map { _ in String("abcdefgh".randomElement(using: &generator) ?? "a") }
        let shuffled = names.shuffled(using: &generator)
        #expect(
            try ScopeSet(parsing: names.joined(separator: " "))
                == ScopeSet(parsing: shuffled.joined(separator: " "))
        )
    }
}
