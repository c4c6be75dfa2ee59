import GatehousePolicy

/// What stands along the time axis of a chart.
enum ChartTime {
    /// Five places from the first bucket to now, in UTC.
    static func labels(_ span: TrafficSpan, start: Int64) -> [String] {
        let length = span.bucketSeconds * Int64(span.bucketCount)
        return (0..<4).map { label(span, start + length * Int64($0) / 4) } + ["now"]
    }

    private static func label(_ span: TrafficSpan, _ seconds: Int64) -> String {
        switch span {
        case .hour, .day: String(PageTime(seconds, now: seconds).utc.dropFirst(11).prefix(5))
        // `17 Nov 2026` without its year.
        case .week: String(PageTime(seconds, now: seconds).day.dropLast(5))
        }
    }
}

extension TrafficSpan {
    /// "the last hour".
    var spanWords: String {
        switch self {
        case .hour: "the last hour"
        case .day: "the last 24 hours"
        case .week: "the last 7 days"
        }
    }

    /// What follows "in each".
    var bucketWords: String {
        switch self {
        case .hour: "minute"
        case .day: "half hour"
        case .week: "three hours"
        }
    }

    /// The span of the same length before it.
    var formerWords: String {
        switch self {
        case .hour: "the hour before"
        case .day: "the day before"
        case .week: "the week before"
        }
    }
}
