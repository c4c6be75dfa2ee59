/// One day or month of the Gregorian calendar in UTC, in Unix seconds.
package struct CalendarPeriod: Sendable, Equatable {
    /// When it begins.
    package let start: Int64
    /// When the next one begins.
    package let end: Int64

    /// A period whose edges are known.
    package init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    /// Finds the period that holds an instant; every other window counts as a day.
    package init(of window: RateLimit.Window, at now: Int64) {
        let day = Self.quotient(now, 86_400)
        guard window == .month else {
            self.start = day * 86_400
            self.end = start + 86_400
            return
        }
        // Days are counted from a March 1, so that the leap day is the last of its year.
        let shifted = day + 719_468
        let era = Self.quotient(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - Self.daysBefore(year: yearOfEra)
        let month = (5 * dayOfYear + 2) / 153
        let first = day - dayOfYear + Self.daysBefore(month: month)
        // In February, the last month of such a year, the year itself says how long it is.
        let isLast = month == 11
        let yearLength = Self.daysBefore(year: yearOfEra + 1) - Self.daysBefore(year: yearOfEra)
        let length =
            (isLast ? (yearOfEra == 399 ? 366 : yearLength) : Self.daysBefore(month: month + 1))
            - Self.daysBefore(month: month)
        self.start = first * 86_400
        self.end = (first + length) * 86_400
    }

    /// Days before a month that is counted from March.
    private static func daysBefore(month: Int64) -> Int64 {
        (153 * month + 2) / 5
    }

    /// Days before a year of an era of 400 years.
    private static func daysBefore(year: Int64) -> Int64 {
        365 * year + year / 4 - year / 100
    }

    private static func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }
}
