/// Counts durations in buckets that grow with them: four to each doubling, so a percentile is right within an eighth.
package struct LatencyCounts: Sendable, Equatable {
    /// Everything above 2⁴⁰ µs, some twelve days, is in the last one.
    private static let bucketCount = 160

    /// Empty until the first duration.
    private var counts: [Int64] = []
    /// How many durations there are.
    package private(set) var total: Int64 = 0

    /// Counts nothing yet.
    package init() {}

    /// Counts one duration in microseconds.
    package mutating func add(_ microseconds: Int64) {
        add(1, to: Self.bucket(of: microseconds))
    }

    /// Counts what another one counted.
    package mutating func add(_ other: LatencyCounts) {
        for (bucket, count) in other.counts.enumerated() where count > 0 { add(count, to: bucket) }
    }

    /// The duration in microseconds that so great a part of all does not exceed; nil if there is none.
    package func percentile(_ part: Double) -> Int64? {
        guard total > 0 else { return nil }
        let rank = max(1, Int64((part * Double(total)).rounded(.up)))
        var seen: Int64 = 0
        for (bucket, count) in counts.enumerated() {
            seen += count
            if seen >= rank { return Self.middle(of: bucket) }
        }
        return nil
    }

    private mutating func add(_ count: Int64, to bucket: Int) {
        if counts.isEmpty { counts = Array(repeating: 0, count: Self.bucketCount) }
        counts[bucket] += count
        total += count
    }

    private static func bucket(of microseconds: Int64) -> Int {
        guard microseconds >= 4 else { return Int(max(0, microseconds)) }
        let exponent = 63 - microseconds.leadingZeroBitCount
        let quarter = Int(microseconds >> Int64(exponent - 2)) & 3
        return min(4 * (exponent - 1) + quarter, bucketCount - 1)
    }

    private static func middle(of bucket: Int) -> Int64 {
        guard bucket >= 4 else { return Int64(bucket) }
        let exponent = bucket / 4 + 1
        let width = Int64(1) << Int64(exponent - 2)
        return Int64(4 + bucket % 4) * width + width / 2
    }
}

extension LatencyCounts {
    /// The buckets that are not empty: one byte for the bucket, then its count in groups of seven bits.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for (bucket, count) in counts.enumerated() where count > 0 {
            bytes.append(UInt8(bucket))
            var rest = UInt64(count)
            while rest >= 0x80 {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        return bytes
    }

    /// Reads what `bytes` wrote; what cannot be so is left out.
    init(bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            let bucket = Int(bytes[index])
            var count: UInt64 = 0
            var shift: UInt64 = 0
            index += 1
            while index < bytes.count, shift < 63 {
                let byte = bytes[index]
                index += 1
                count |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            guard bucket < Self.bucketCount, let count = Int64(exactly: count), count < 1 << 53 else { continue }
            add(count, to: bucket)
        }
    }
}
