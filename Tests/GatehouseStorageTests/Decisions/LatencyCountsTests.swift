import Testing

@testable import GatehouseStorage

@Suite("Counted latencies")
struct LatencyCountsTests {
    private func counts(_ values: some Sequence<Int64>) -> LatencyCounts {
        var counts = LatencyCounts()
        for value in values { counts.add(value) }
        return counts
    }

    @Test(arguments: [0, 1, 3, 4, 7, 8, 100, 999, 1_000_000, 86_400_000_000] as [Int64])
    func aPercentileIsRightWithinAnEighth(_ value: Int64) throws {
        let found = try #require(counts([value]).percentile(0.99))
        #expect(abs(found - value) * 8 <= value)
    }

    @Test func percentilesFollowTheOrder() {
        let all = counts(1...1_000)
        #expect(abs((all.percentile(0.5) ?? 0) - 500) < 65)
        #expect(abs((all.percentile(0.95) ?? 0) - 950) < 120)
        #expect(LatencyCounts().percentile(0.5) == nil)
    }

    @Test func whatIsBeyondEverythingIsInTheLastBucket() {
        #expect(counts([.max]).percentile(0.5) != nil)
        #expect(counts([-5]).percentile(0.5) == 0)
    }

    @Test func bytesBringBackTheSame() {
        let all = counts((0..<40).map { Int64(1) << $0 } + Array(repeating: 17, count: 1_000))
        #expect(LatencyCounts(bytes: all.bytes) == all)
        #expect(LatencyCounts(bytes: []) == LatencyCounts())
    }

    @Test func bytesThatNobodyWroteDoNoHarm() {
        #expect(LatencyCounts(bytes: [255, 1, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 9]).total <= 1)
        _ = LatencyCounts(bytes: [7])
    }

    @Test func sumsAreThoseOfBoth() {
        var sum = counts([1, 100])
        sum.add(counts([100, 5_000]))
        #expect(sum == counts([1, 100, 100, 5_000]))
    }
}
