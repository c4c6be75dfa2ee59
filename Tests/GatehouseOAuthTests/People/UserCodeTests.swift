import GatehouseOAuth
import GatehouseTestSupport
import Synchronization
import Testing

@Suite("RFC 8628 §6.1 — codes that people type")
struct UserCodeTests {
    @Test func codesAreEightConsonantsInTwoGroups() {
        let entropy = SeededEntropy()
        for _ in 0..<100 {
            let code = UserCode(entropy: entropy)
            #expect(code.shown.wholeMatch(of: /[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/) != nil)
            #expect(UserCode(typed: code.shown) == code)
        }
    }

    @Test func everyLetterIsAsLikely() {
        let entropy = SeededEntropy()
        var counts: [Character: Int] = [:]
        for _ in 0..<2500 {
            for letter in UserCode(entropy: entropy).value { counts[letter, default: 0] += 1 }
        }
        // 20 letters, a thousand of each: 20^8 codes are 34.5 bits.
        #expect(counts.count == 20)
        #expect(counts.values.allSatisfy { (850...1150).contains($0) })
    }

    @Test func bytesThatWouldFavourSomeLettersAreNotUsed() {
        #expect(UserCode(entropy: CountingDownEntropy()).value == "ZXWVTSRQ")
    }

    @Test(arguments: ["WDJB-MJHT", "wdjbmjht", " wdjb mjht\n", "W.D.J.B.M.J.H.T", "wdjb—mjht", "WDJB\u{2212}MJHT"])
    func peopleMayTypeItAsTheyLike(typed: String) throws {
        let code = try #require(UserCode(typed: typed))
        #expect(code.value == "WDJBMJHT")
        #expect(code.shown == "WDJB-MJHT")
    }

    @Test(arguments: [
        "", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH1", "WDJB_MJHT", "WDJB-MJH\u{FF34}", "<script>",
    ])
    func otherTextIsNoCode(typed: String) {
        #expect(UserCode(typed: typed) == nil)
    }
}

/// Bytes from 255 downwards.
private final class CountingDownEntropy: EntropySource {
    private let next = Mutex(UInt8.max)

    func bytes(_ count: Int) -> [UInt8] {
        next.withLock { next in
            (0..<count)
                .map { _ in
                    defer { next &-= 1 }
                    return next
                }
        }
    }
}
