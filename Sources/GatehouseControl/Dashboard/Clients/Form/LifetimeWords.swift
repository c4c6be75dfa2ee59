/// Spans of time in words.
enum LifetimeWords {
    private static let units: [(seconds: Int64, noun: String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]

    /// "90 seconds", "1 hour", "30 days": in the largest unit in which it is a whole number.
    static func text(_ seconds: Int64) -> String {
        let unit = units.first { seconds >= $0.seconds && seconds % $0.seconds == 0 }
        let count = unit.map { seconds / $0.seconds } ?? seconds
        let noun = unit?.noun ?? "second"
        return count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
