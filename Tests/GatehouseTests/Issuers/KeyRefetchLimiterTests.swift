import Testing

@testable import Gatehouse

@Suite("When an issuer's keys are fetched")
struct KeyRefetchLimiterTests {
    private static func rested(at now: Int64 = 0) -> KeyRefetchLimiter {
        var limiter = KeyRefetchLimiter(maximumAge: 3_600, age: nil, now: now)
        _ = limiter.tick(now: now)
        limiter.end(isSuccess: true, now: now)
        return limiter
    }

    @Test func withoutKeysAtOnceAndWithYoungOnesLater() {
        var without = KeyRefetchLimiter(maximumAge: 100, age: nil, now: 5)
        #expect(without.tick(now: 5) == 1)
        var young = KeyRefetchLimiter(maximumAge: 100, age: 40, now: 5)
        #expect(young.tick(now: 64) == nil)
        #expect(young.tick(now: 65) == 1)
    }

    @Test func oneFlightAtATime() {
        var limiter = KeyRefetchLimiter(maximumAge: 100, age: nil, now: 0)
        #expect(limiter.wish(now: 0) == .start(1))
        #expect(limiter.tick(now: 0) == nil)
        #expect(limiter.wish(now: 0) == .join(1))
        limiter.end(isSuccess: true, now: 1)
        #expect(!limiter.isFlying)
    }

    @Test func wishesAreGrantedSeldom() {
        var limiter = Self.rested()
        #expect(limiter.wish(now: 10) == .start(2))
        limiter.end(isSuccess: true, now: 11)
        #expect(limiter.wish(now: 11) == .refused)
        #expect(limiter.wish(now: 39) == .refused)
        #expect(limiter.wish(now: 40) == .start(3))
    }

    @Test func failuresAreRepeatedLessAndLessOften() {
        var limiter = KeyRefetchLimiter(maximumAge: 3_600, age: nil, now: 0)
        var now: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<9 {
            #expect(limiter.tick(now: now) != nil)
            limiter.end(isSuccess: false, now: now)
            pauses.append(limiter.due - now)
            now = limiter.due
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        _ = limiter.tick(now: now)
        limiter.end(isSuccess: true, now: now)
        #expect(limiter.due == now + 3_600)
    }
}
