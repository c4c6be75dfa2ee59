import GatehouseJOSE
import Testing

struct TokenRejectionTests {
    // RFC 6750 §3: error_description has no quotation mark, no backslash, nothing outside ASCII.
    @Test(arguments: TokenRejection.allCases)
    func everyDescriptionMayStandInAChallenge(rejection: TokenRejection) {
        #expect(!rejection.description.isEmpty)
        #expect(rejection.description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    }

    @Test func everyReasonIsItsOwnWord() {
        let reasons = TokenRejection.allCases.map(\.reason)
        #expect(Set(reasons).count == reasons.count)
        #expect(reasons.allSatisfy { $0.allSatisfy { $0 == "_" || ("a"..."z").contains($0) } })
    }
}
