import Testing

@testable import GatehouseOAuth

@Suite("NIST SP 800-63B §5.1.1.2 — new passwords")
struct PasswordRuleTests {
    private func flaw(of password: String) throws -> PasswordFlaw? {
        let username = try #require(Username("alice.miller"))
        let email = try #require(EmailAddress("Alice.At.Work@example.test"))
        do {
            try PasswordRule.check(Secret(password), username: username, email: email)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            "purple tin", "vnwoeirutz", "8306174295", "ÄÖÜäöüßéèê", "🦊🐢🦉🐝🐙🦀🐳🦔🐿🦜", "alice.miller2", "          x",
        ]
    )
    func longOnesOfAnyCharactersAreAccepted(password: String) throws {
        #expect(try flaw(of: password) == nil)
    }

    @Test func lengthIsCountedInScalarsAndBoundedInBytes() throws {
        #expect(try flaw(of: "purple ti") == .tooShort)
        #expect(try flaw(of: "") == .tooShort)
        // Nine letters, one of them made of two scalars.
        #expect(try flaw(of: "purple te\u{301}") == nil)
        let long = String(repeating: "purple tin whale", count: 64)
        #expect(try flaw(of: long) == nil)
        #expect(try flaw(of: long + "!") == .tooLong)
    }

    @Test(arguments: ["alice.miller", "Alice.Miller"])
    func theUsernameIsRefused(password: String) throws {
        #expect(try flaw(of: password) == .username)
    }

    @Test(arguments: ["alice.at.work@example.test", "ALICE.at.work"])
    func theEmailAddressIsRefused(password: String) throws {
        #expect(try flaw(of: password) == .email)
    }

    @Test(arguments: ["password123", "PassWord123", "1q2w3e4r5t", "qwertyuiop", "iloveyou123"])
    func theFirstGuessesAreRefused(password: String) throws {
        #expect(try flaw(of: password) == .common)
    }

    @Test(arguments: ["aaaaaaaaaa", "ababababab", "abcabcabcab", "abcdabcdab", "          ", "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊"])
    func repetitionsAreRefused(password: String) throws {
        #expect(try flaw(of: password) == .repetitive)
    }

    @Test(arguments: ["abcdefghij", "ZYXWVUTSRQ", "4567890123", "3210987654", "αβγδεζηθικ"])
    func sequencesAreRefused(password: String) throws {
        #expect(try flaw(of: password) == .sequence)
    }

    @Test func theListHoldsWhatNoOtherRuleRefuses() throws {
        #expect(CommonPasswords.list.count > 200)
        for entry in CommonPasswords.list {
            #expect(try flaw(of: String(decoding: entry, as: UTF8.self)) == .common)
        }
    }

    @Test(arguments: PasswordFlaw.allCases)
    func everyFlawSaysWhatToDo(flaw: PasswordFlaw) {
        #expect(flaw.sentence.hasSuffix("."))
        #expect(flaw.nextStep.hasSuffix("."))
    }
}
