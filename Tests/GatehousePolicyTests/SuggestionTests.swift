import Testing

@testable import GatehousePolicy

@Suite("Did you mean")
struct SuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xabc", 1), ("abc", "axc", 1),
        ("kitten", "sitting", 3), ("", "abc", 3), ("raed", "read", 1),
    ])
    func theDistanceCountsEditsAndSwaps(_ one: String, _ other: String, _ distance: Int) {
        #expect(Suggestion.distance(Array(one.utf8), Array(other.utf8)) == distance)
        #expect(Suggestion.distance(Array(other.utf8), Array(one.utf8)) == distance)
    }

    @Test func theNearestIsSuggestedAndNothingThatIsFar() {
        #expect(Suggestion.best(for: "prefx", among: ["hosts", "prefix"]) == "prefix")
        #expect(Suggestion.best(for: "xyz", among: ["hosts", "prefix"]) == nil)
        #expect(Suggestion.best(for: String(repeating: "a", count: 1_000), among: ["a"]) == nil)
    }
}
