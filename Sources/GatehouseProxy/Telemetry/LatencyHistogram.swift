/// Counts durations in fixed buckets.
package struct LatencyHistogram: Sendable, Equatable {
    /// The upper bounds of all buckets but the last, in microseconds.
    package static let bounds: [Int64] = [
        500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
    ]

    /// One count a bucket, not cumulative; the last is for everything above the bounds.
    package private(set) var counts: [UInt64]
    /// The sum of all durations, in microseconds.
    package private(set) var sum: Int64 = 0

    init() {
        self.counts = Array(repeating: 0, count: Self.bounds.count + 1)
    }

    mutating func record(_ microseconds: Int64) {
        var bucket = 0
        while bucket < Self.bounds.count, microseconds > Self.bounds[bucket] { bucket += 1 }
        counts[bucket] &+= 1
        sum &+= microseconds
    }

    mutating func add(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
        sum &+= other.sum
    }
}
