import GatehouseJOSE
import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("The cache of verified tokens")
struct VerifiedTokenCacheTests {
    /// Presents a token as a request does: looks it up, and verifies and inserts it if it is not known.
    private func present(_ text: String, to cache: inout VerifiedTokenCache) throws -> Bool {
        let bytes = Array(text.utf8)
        let hash = cache.hash(bytes.span)
        if cache.token(bytes.span, hash: hash) != nil { return true }
        let keys = VerificationKeySet([try TestKeys.signingKey(.es256).verificationKey])
        var verifier = TokenVerifier()
        let token = try verifier.verify(bytes.span, issuers: TrustedIssuers([ProxyFixture.issuer: keys]))
        cache.insert(AuthorizedToken(bytes: bytes, hash: hash, token: token, claims: []))
        return false
    }

    private func isKnown(_ text: String, to cache: inout VerifiedTokenCache) -> Bool {
        let bytes = Array(text.utf8)
        return cache.token(bytes.span, hash: cache.hash(bytes.span)) != nil
    }

    @Test func aTokenIsKnownFromItsThirdRequestOn() throws {
        var cache = VerifiedTokenCache(seed: 1)
        let token = try ProxyFixture.token()
        #expect(try (0..<4).map { _ in try present(token, to: &cache) } == [false, false, true, true])
        #expect(cache.hits == 2)
        #expect(cache.misses == 2)
    }

    @Test func tokensThatComeOncePushNothingOut() throws {
        var cache = VerifiedTokenCache(sets: 1, seed: 2)
        let known = try ProxyFixture.token(id: "known")
        _ = try present(known, to: &cache)
        _ = try present(known, to: &cache)
        for number in 0..<50 { _ = try present(try ProxyFixture.token(id: "\(number)"), to: &cache) }
        #expect(try present(known, to: &cache))
    }

    @Test func theSetKeepsWhatWasUsedLately() throws {
        var cache = VerifiedTokenCache(sets: 1, seed: 3)
        let tokens = try (0...VerifiedTokenCache.ways).map { try ProxyFixture.token(id: "\($0)") }
        for token in tokens.dropLast() {
            _ = try present(token, to: &cache)
            _ = try present(token, to: &cache)
        }
        // Four inserted tokens are all marked as used; a fifth clears the marks and takes one place.
        let last = tokens[VerifiedTokenCache.ways]
        _ = try present(last, to: &cache)
        _ = try present(last, to: &cache)
        #expect(isKnown(last, to: &cache))
        #expect(tokens.dropLast().filter { isKnown($0, to: &cache) }.count == VerifiedTokenCache.ways - 1)
    }

    @Test func memoryIsBounded() throws {
        var cache = VerifiedTokenCache(byteLimit: 5_000, seed: 4)
        let tokens = try (0..<8).map { try ProxyFixture.token(id: "\($0)") }
        for token in tokens {
            _ = try present(token, to: &cache)
            _ = try present(token, to: &cache)
        }
        // Each is accounted with more than a quarter of the limit.
        #expect((1...3).contains(tokens.filter { isKnown($0, to: &cache) }.count))
    }

    @Test func oneByteMakesAnotherToken() throws {
        var cache = VerifiedTokenCache(seed: 5)
        let token = try ProxyFixture.token()
        _ = try present(token, to: &cache)
        _ = try present(token, to: &cache)
        var other = Array(token.utf8)
        other[30] ^= 1
        // The hash looks at the end of the signature only: the bytes decide.
        #expect(cache.hash(other.span) == cache.hash(Array(token.utf8).span))
        #expect(cache.token(other.span, hash: cache.hash(other.span)) == nil)
    }

    @Test func nothingIsKnownAfterAChangeOfKeys() throws {
        var cache = VerifiedTokenCache(seed: 6)
        let token = try ProxyFixture.token()
        for _ in 0..<3 { _ = try present(token, to: &cache) }
        cache.removeAll()
        #expect(try !present(token, to: &cache))
    }
}
