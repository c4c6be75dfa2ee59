import Crypto
import GatehouseJOSE
import Testing

struct RevocationKeyTests {
    @Test func isTheFirstHalfOfTheDigestOfKindAndName() {
        let kinds: [(String, RevocationKey)] = [
            ("t", .token("name")), ("g", .grant("name")), ("c", .client("name")), ("s", .subject("name")),
        ]
        for (kind, key) in kinds {
            #expect(key.bytes == Array(Array(SHA256.hash(data: Array((kind + "name").utf8))).prefix(16)))
        }
    }

    @Test func sameNamesOfDifferentKindsDiffer() {
        #expect(Set([RevocationKey.token("a"), .grant("a"), .client("a"), .subject("a")]).count == 4)
    }

    @Test func namesAreTakenAsBytes() {
        #expect(RevocationKey.subject("\u{E9}") != .subject("e\u{301}"))
        #expect(RevocationKey.subject("") != .subject("\0"))
    }

    @Test func survivesBeingStored() {
        let key = RevocationKey.grant("some grant with a longer name")
        #expect(RevocationKey(bytes: key.bytes) == key)
        #expect(RevocationKey(high: key.high, low: key.low) == key)
        #expect(RevocationKey(bytes: Array(key.bytes.dropLast())) == nil)
        #expect(RevocationKey(bytes: key.bytes + [0]) == nil)
    }
}
