/// Writes the `Date` line of a response (RFC 9110 §5.6.7, §6.6.1).
enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The whole line with its CRLF, for a time in Unix seconds; the epoch was a Thursday.
    static func line(at seconds: Int64) -> [UInt8] {
        let time = max(0, seconds)
        let days = Int(time / 86_400)
        let second = Int(time % 86_400)
        let date = CivilDate(day: Int64(days))
        let clock = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        let text = "\(weekdays[days % 7]), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
        return Array("Date: \(text)\r\n".utf8)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
