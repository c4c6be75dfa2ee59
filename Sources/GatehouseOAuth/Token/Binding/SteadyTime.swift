/// Counts the seconds that have certainly passed, by a clock that may be set.
///
/// A jump of the clock, however far ahead, counts `longestStep` at the most, and nothing once it is set back again.
package struct SteadyTime: Sendable {
    /// In seconds: a longer step is taken for a jump; a shorter one back is a request that comes late.
    package static let longestStep: Int64 = 60

    /// What has passed; goes back only by what a jump had counted.
    package private(set) var seconds: Int64 = 0
    private var latest: Int64?
    /// The longest step since the clock was last set back: it may have been a jump.
    private var doubtful: Int64 = 0

    package init() {}

    /// Takes notice of what the clock says now, in Unix seconds.
    package mutating func advance(to now: Int64) {
        guard let latest else {
            self.latest = now
            return
        }
        let step = now - latest
        if step > 0 {
            let counted = min(step, Self.longestStep)
            seconds += counted
            doubtful = max(doubtful, counted)
            self.latest = now
        } else if step < -Self.longestStep {
            seconds -= doubtful
            doubtful = 0
            self.latest = now
        }
    }
}
