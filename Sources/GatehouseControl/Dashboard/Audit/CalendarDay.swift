/// A day of the calendar in UTC, as `<input type="date">` sends it (HTML §2.3.5.2).
struct CalendarDay: Sendable, Equatable {
    private static let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Its first second, in Unix seconds.
    let start: Int64

    /// The first second after it.
    var end: Int64 { start + 86_400 }

    /// Answers nil for what is no day from 1970 to 9999.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let numbers = parts.compactMap { Int64(String(Substring($0))) }
        guard numbers.count == 3, numbers[0] >= 1970, (1...12).contains(numbers[1]) else { return nil }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = Self.lengths[Int(month - 1)] + (isLeap && month == 2 ? 1 : 0)
        guard (1...length).contains(day) else { return nil }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let months = Self.lengths.prefix(Int(month - 1)).reduce(0, +) + (isLeap && month > 2 ? 1 : 0)
        start = ((year - 1970) * 365 + leapDays + months + day - 1) * 86_400
    }
}
