/// Tells by what time it is safe to forget: the wall clock's, but never further on than has really passed since the start.
///
/// A wall clock that jumps ahead for a minute would otherwise end every revocation for good: the rows would be gone
/// when it returns, and the tokens good again. One that jumps back only makes us remember for longer.
package struct ConfirmedTime: Sendable {
    private let start: Int64

    /// Begins at what the wall clock says now, in Unix seconds.
    package init(start: Int64) {
        self.start = start
    }

    /// The time that both clocks agree has come: `elapsed` is what the monotonic one has counted since the start.
    package func now(wall: Int64, elapsed: Duration) -> Int64 {
        let (bound, overflow) = start.addingReportingOverflow(max(0, elapsed.components.seconds))
        return overflow ? wall : min(wall, bound)
    }
}
