import FoundationEssentials

/// An instant as pages write it.
struct PageTime: Sendable, Equatable {
    /// For `<time datetime>`: `2026-11-23T10:42:07Z`.
    let utc: String
    /// Relative, for sentences: "just now", "4 minutes ago", "yesterday", then the day.
    let words: String
    /// For lists: `23 Nov 2026, 10:42 UTC`.
    let exact: String
    /// For what is looked up in a log: `23 Nov 2026, 10:42:07 UTC`.
    let precise: String
    /// For what is older than it is precise: `23 Nov 2026`.
    let day: String

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// The last second of the year 9999: after it the form has more digits.
    private static let latest: Int64 = 253_402_300_799

    /// An instant in Unix seconds, seen from another one.
    init(_ seconds: Int64, now: Int64) {
        let seconds = min(max(seconds, 0), Self.latest)
        utc = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
        let parts = utc.split { !$0.isNumber }
        let month = parts.count > 2 ? Int(parts[1]) ?? 1 : 1
        let date = parts.count > 2 ? Int(parts[2]) ?? 1 : 1
        day = "\(date) \(Self.months[(month - 1) % 12]) \(utc.prefix(4))"
        exact = "\(day), \(utc.dropFirst(11).prefix(5)) UTC"
        precise = "\(day), \(utc.dropFirst(11).prefix(8)) UTC"
        words = Self.words(seconds, now: min(max(now, 0), Self.latest)) ?? day
    }

    private static func words(_ seconds: Int64, now: Int64) -> String? {
        let age = now - seconds
        switch age {
        case ..<(-60): return nil
        case ..<60: return "just now"
        case ..<3_600: return counted(age / 60, "minute")
        case ..<86_400: return counted(age / 3_600, "hour")
        default: break
        }
        let days = now / 86_400 - seconds / 86_400
        if days == 1 { return "yesterday" }
        return days < 7 ? "\(days) days ago" : nil
    }

    private static func counted(_ count: Int64, _ noun: String) -> String {
        count == 1 ? "1 \(noun) ago" : "\(count) \(noun)s ago"
    }
}
