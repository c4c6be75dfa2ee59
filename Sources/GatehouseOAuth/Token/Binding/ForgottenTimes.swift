/// The times whose used proofs were forgotten.
///
/// A clock that is set back comes to such a time once more; then nobody can tell a new proof of it from a replay.
struct ForgottenTimes {
    /// Times that are no farther apart are taken for one, in seconds.
    private static let tolerance: Int64 = 60
    private static let maximumCount = 64

    /// In Unix seconds, ascending, disjoint.
    private var ranges: [ClosedRange<Int64>] = []

    func contains(_ instant: Int64) -> Bool {
        ranges.contains { $0.contains(instant) }
    }

    mutating func insert(_ range: ClosedRange<Int64>) {
        var merged = range
        var others: [ClosedRange<Int64>] = []
        for other in ranges {
            if other.upperBound + Self.tolerance < merged.lowerBound
                || merged.upperBound + Self.tolerance < other.lowerBound
            {
                others.append(other)
            } else {
                merged = min(other.lowerBound, merged.lowerBound)...max(other.upperBound, merged.upperBound)
            }
        }
        ranges = (others + [merged]).sorted { $0.lowerBound < $1.lowerBound }
        if ranges.count > Self.maximumCount {
            // Those that are longest ago become one: more is refused then, never less.
            let oldest = ranges[0].lowerBound...ranges[1].upperBound
            ranges.replaceSubrange(0...1, with: [oldest])
        }
    }
}
