import GatehouseOAuth
import Testing

@Suite("RFC 6749 §5.2 — errors")
struct OAuthErrorTests {
    @Test(arguments: OAuthError.Code.allCases)
    func everyCodeConsistsOfCharactersThatMayBeSent(_ code: OAuthError.Code) {
        #expect(code.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F })
    }

    @Test func theDetailIsNotPartOfTheDescription() {
        let error = OAuthError(.serverError, "The server failed.", detail: "table clients")
        #expect(error.description == "The server failed.")
    }
}
