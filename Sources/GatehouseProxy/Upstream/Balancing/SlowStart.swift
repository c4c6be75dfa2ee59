/// Lets an endpoint that has just returned get used to its work.
enum SlowStart {
    /// The smallest share, so that it gets any work at all.
    private static let leastWeight = Balancer.fullWeight / 10

    /// The share of an endpoint that returned so many nanoseconds ago, for a start of some nanoseconds.
    static func weight(after elapsed: UInt64, of whole: UInt64) -> UInt64 {
        guard elapsed < whole else { return Balancer.fullWeight }
        let share = Double(elapsed) / Double(whole) * Double(Balancer.fullWeight)
        return max(leastWeight, UInt64(share))
    }
}
