import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Counting requests")
struct RateLimitTableTests {
    private static let second: Int64 = 1_000_000_000

    /// The key of a caller by its number.
    private func key(_ caller: UInt64) -> RateLimitKey {
        RateLimitKey(high: caller, low: caller &* 0x9E37_79B9_7F4A_7C15)
    }

    @Test func aQuietCallerMaySendItsBurstAndThenItsRate() {
        var counts = RateLimitCounts(sets: 1)
        func take(at now: Int64) -> RateLimitTable.Outcome {
            counts.take(key(1), interval: Self.second / 2, room: 3 * Self.second / 2, now: now)
        }
        #expect((0..<3).map { _ in take(at: 0).remaining } == [2, 1, 0])
        let refused = take(at: 0)
        #expect(!refused.isTaken && refused.retryAfter == Self.second / 2 && refused.fullAfter == 3 * Self.second / 2)
        #expect(!take(at: Self.second / 2 - 1).isTaken)
        #expect(take(at: Self.second / 2).isTaken)
        #expect(!take(at: Self.second / 2).isTaken)
        // What is refused costs nothing.
        #expect((0..<100).allSatisfy { _ in !take(at: Self.second / 2).isTaken })
        #expect(take(at: Self.second).isTaken)
        #expect(take(at: 100 * Self.second).remaining == 2)
    }

    /// Over any time no more than the burst and the rate; a caller that waits as told is never refused.
    @Test func noScheduleGetsMoreThanItsShare() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var counts = RateLimitCounts(sets: 1)
            let interval = Int64.random(in: 1...Self.second, using: &random)
            let burst = Int64.random(in: 1...20, using: &random)
            var now: Int64 = 0
            var taken: Int64 = 0
            for _ in 0..<500 {
                now += Int64.random(in: 0...(2 * interval), using: &random)
                let outcome = counts.take(key(1), interval: interval, room: burst * interval, now: now)
                taken += outcome.isTaken ? 1 : 0
                #expect(taken <= burst + now / interval)
                guard !outcome.isTaken else { continue }
                now += outcome.retryAfter
                let next = counts.take(key(1), interval: interval, room: burst * interval, now: now)
                #expect(next.isTaken)
                taken += 1
            }
        }
    }

    /// However many others come, nobody is refused its first request, and the table does not grow.
    @Test func aFullTableRefusesNobodyWrongly() {
        var counts = RateLimitCounts(sets: 2)
        for caller in 1...10_000 as ClosedRange<UInt64> {
            #expect(counts.take(key(caller), interval: Self.second, room: Self.second, now: 0).isTaken)
        }
    }

    @Test func whoIsFurthestOverItsLimitIsRememberedLongest() {
        var counts = RateLimitCounts(sets: 1)
        for _ in 0..<10 { _ = counts.take(key(1), interval: Self.second, room: 10 * Self.second, now: 0) }
        for caller in 2...1_000 as ClosedRange<UInt64> {
            _ = counts.take(key(caller), interval: Self.second, room: 10 * Self.second, now: 0)
        }
        #expect(!counts.take(key(1), interval: Self.second, room: 10 * Self.second, now: 0).isTaken)
    }

    @Test func allLoopsCountTogether() async throws {
        let table = RateLimitTable(capacity: 1_000)
        let limit = RateLimit(by: .client, count: 1, window: .hour, burst: 100)
        let key = RateLimitKey(limit, kind: 1, value: "reader".utf8)
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).count { _ in table.take(limit, key, now: 0).isTaken } }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 100)
    }

    @Test func callersAreToldApartByLimitKindAndBytes() {
        var limit = RateLimit(by: .client, count: 1, window: .hour, burst: 1)
        limit.identity = "tstapp 0"
        var other = limit
        other.identity = "tstapp 1"
        let key = RateLimitKey(limit, kind: 1, value: "caf\u{E9}".utf8)
        #expect(RateLimitKey(limit, kind: 1, value: "caf\u{E9}".utf8) == key)
        #expect(RateLimitKey(limit, kind: 1, value: "cafe\u{301}".utf8) != key)
        #expect(RateLimitKey(limit, kind: 2, value: "caf\u{E9}".utf8) != key)
        #expect(RateLimitKey(other, kind: 1, value: "caf\u{E9}".utf8) != key)
    }
}
