import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("What is remembered of opaque tokens")
struct IntrospectionCacheTests {
    private static func isKnown(_ cache: IntrospectionCache, _ token: String, issuer: String = "as", now: Int64) -> Bool
    {
        cache.verdict(on: Array(token.utf8), issuer: issuer, now: now) != nil
    }

    private static func insert(
        _ token: String,
        into cache: inout IntrospectionCache,
        issuer: String = "as",
        until end: Int64
    ) {
        cache.insert(.refused(.inactive), for: Array(token.utf8), issuer: issuer, until: end, now: 0)
    }

    @Test func anAnswerHoldsUntilItsEnd() {
        var cache = IntrospectionCache()
        Self.insert("a", into: &cache, until: 10)
        #expect(Self.isKnown(cache, "a", now: 9))
        #expect(!Self.isKnown(cache, "a", now: 10))
        #expect(!Self.isKnown(cache, "b", now: 9))
    }

    @Test func anAnswerOfOneIssuerIsNotAnothers() {
        var cache = IntrospectionCache()
        Self.insert("a", into: &cache, until: 10)
        #expect(!Self.isKnown(cache, "a", issuer: "other", now: 0))
    }

    @Test func theOldestGoesWhenThereIsNoRoom() {
        var cache = IntrospectionCache(capacity: 3)
        for number in 0..<100 { Self.insert("token\(number)", into: &cache, until: 10) }
        #expect(cache.count == 3)
        #expect(Self.isKnown(cache, "token99", now: 0))
        #expect(!Self.isKnown(cache, "token0", now: 0))
    }

    @Test func whatIsAskedAgainLeavesNothingBehind() throws {
        var cache = IntrospectionCache()
        for _ in 0..<1_000 { Self.insert("a", into: &cache, until: 10) }
        let order = try #require(Mirror(reflecting: cache).descendant("order"))
        #expect(Mirror(reflecting: order).children.count < 100)
    }

    @Test func bytesAreBoundedToo() {
        var cache = IntrospectionCache(capacity: 1_000, byteLimit: 3_000)
        for number in 0..<100 { Self.insert("token\(number)", into: &cache, until: 10) }
        #expect(cache.count <= 11)
        #expect(cache.count >= 5)
    }

    @Test func aTokenAskedAboutAgainIsThereOnce() {
        var cache = IntrospectionCache(capacity: 3)
        for end in 1..<50 { Self.insert("a", into: &cache, until: Int64(end)) }
        Self.insert("b", into: &cache, until: 10)
        #expect(cache.count == 2)
        #expect(Self.isKnown(cache, "a", now: 48))
    }

    @Test func nothingIsLeftAfterAChange() {
        var cache = IntrospectionCache()
        Self.insert("a", into: &cache, until: 10)
        cache.removeAll()
        #expect(cache.count == 0)
        Self.insert("b", into: &cache, until: 10)
        #expect(Self.isKnown(cache, "b", now: 0))
    }
}
