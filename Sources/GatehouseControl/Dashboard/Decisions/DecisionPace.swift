/// Lets so many rows through in a second that one can still read them.
struct DecisionPace: Sendable {
    /// The most rows of a second.
    static let rowsPerSecond = 20

    private var second = Int64.min
    private var count = 0

    /// Whether a decision of that time, in Unix milliseconds, is still one of those of its second.
    mutating func admits(_ time: Int64) -> Bool {
        let second = time / 1_000
        // Decisions come nearly in order: a straggler counts for the second that runs.
        if second > self.second {
            self.second = second
            count = 0
        }
        count += 1
        return count <= Self.rowsPerSecond
    }
}
