import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Recovery codes")
struct RecoveryCodeTests {
    private func shown(_ code: RecoveryCode) -> String {
        code.shown.withExposedValue { $0 }
    }

    @Test func aSetHasTenDifferentCodesOfTwoGroups() {
        let codes = RecoveryCode.makeSet(entropy: SeededEntropy()).map(shown)
        #expect(Set(codes).count == 10)
        for code in codes {
            #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}/) != nil)
        }
    }

    @Test func everyCharacterOfTheAlphabetIsUsedAlike() {
        let entropy = SeededEntropy()
        var counts: [Character: Int] = [:]
        for _ in 0..<320 {
            for code in RecoveryCode.makeSet(entropy: entropy) {
                for character in shown(code) where character != "-" { counts[character, default: 0] += 1 }
            }
        }
        // 32,000 characters: a thousand of each of 32, so that ten of them carry 50 bits.
        #expect(counts.count == 32)
        #expect(counts.values.allSatisfy { (850...1150).contains($0) })
    }

    @Test func whatIsShownIsReadBack() throws {
        for code in RecoveryCode.makeSet(entropy: SeededEntropy()) {
            #expect(try #require(RecoveryCode(typed: shown(code))).digest == code.digest)
        }
    }

    @Test(arguments: [
        "k7q2m-9fx10", "K7Q2M9FX10", " k7q2m 9fx1o ", "K7Q2M–9FXLO", "k7q2m - 9fxi0", "k.7.q.2.m.9.f.x.1.0",
    ])
    func peopleMayTypeItAsTheyLike(typed: String) throws {
        let code = try #require(RecoveryCode(typed: typed))
        #expect(shown(code) == "K7Q2M-9FX10")
        #expect(code.digest == SecretDigest.of("K7Q2M9FX10"))
    }

    @Test(
        arguments: [
            "", "K7Q2M-9FX1", "K7Q2M-9FX100", "K7Q2M-9FX1U", "K7Q2M_9FX10", "K7Q2M-9FX1é", "K7Q2M-9FX1\u{FF10}",
            String(repeating: " ", count: 60) + "K7Q2M9FX10",
        ]
    )
    func otherTextIsNoCode(typed: String) {
        #expect(RecoveryCode(typed: typed) == nil)
    }

    @Test func aCodeIsNotPrinted() throws {
        let code = try #require(RecoveryCode(typed: "K7Q2M-9FX10"))
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped] {
            #expect(!text.contains("K7Q2M"))
        }
    }
}
