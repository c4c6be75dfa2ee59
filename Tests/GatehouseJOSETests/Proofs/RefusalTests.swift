import GatehouseJOSE
import Testing

@Suite("Texts of refusals")
struct RefusalTests {
    private static let descriptions =
        DPoPRefusal.allCases.map(\.description) + JSONWebTokenRefusal.allCases.map(\.description)
        + KeySetRefusal.allCases.map(\.description)

    // RFC 6749 §5.2: error_description has no quotation mark, no backslash, nothing outside ASCII.
    @Test(arguments: descriptions)
    func everyDescriptionMayStandInAnAnswer(description: String) {
        #expect(!description.isEmpty)
        #expect(description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    }

    @Test func everyReasonIsItsOwnWord() {
        let reasons = DPoPRefusal.allCases.map(\.reason)
        #expect(Set(reasons).count == reasons.count)
        #expect(reasons.allSatisfy { $0.allSatisfy { $0 == "_" || ("a"..."z").contains($0) } })
    }
}
