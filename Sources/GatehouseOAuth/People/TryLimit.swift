/// So many tries in so many seconds, at first all at once, then evenly.
package struct TryLimit: Equatable, Sendable {
    /// 1 to 1,000,000.
    package let tries: Int64
    /// 1 to 86,400.
    package let seconds: Int64

    /// Numbers out of range become the nearest in range.
    package init(tries: Int, perSeconds seconds: Int) {
        self.tries = Int64(min(max(tries, 1), 1_000_000))
        self.seconds = Int64(min(max(seconds, 1), 86_400))
    }

    /// The same time for `factor` times as many tries.
    func multiplied(by factor: Int) -> TryLimit {
        let (tries, isTooMuch) = Int(self.tries).multipliedReportingOverflow(by: factor)
        return TryLimit(tries: isTooMuch ? .max : tries, perSeconds: Int(seconds))
    }
}

extension TryLimit {
    // The unit is chosen so that everything is whole: a try costs `seconds` units, a second pays back `tries` units.

    /// What can be owed at most.
    var ceiling: Int64 { tries * seconds }

    /// What is still owed of `debt` when the clock has gone from one instant to another; backwards pays nothing back.
    func debt(_ debt: Int64, from earlier: Int64, to now: Int64) -> Int64 {
        guard now > earlier else { return debt }
        let (elapsed, isLong) = now.subtractingReportingOverflow(earlier)
        guard !isLong, elapsed < seconds else { return 0 }
        return max(0, debt - elapsed * tries)
    }

    /// How many seconds pass until one more try is allowed; 0 if it is allowed already.
    func wait(owing debt: Int64) -> Int {
        let excess = debt + seconds - ceiling
        return excess <= 0 ? 0 : Int((excess + tries - 1) / tries)
    }
}
