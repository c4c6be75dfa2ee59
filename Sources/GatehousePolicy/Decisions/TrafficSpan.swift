/// How far back figures go, and how finely.
package enum TrafficSpan: String, Sendable, CaseIterable {
    /// 60 buckets of one minute.
    case hour
    /// 48 buckets of half an hour.
    case day
    /// 56 buckets of three hours.
    case week

    /// The length of a bucket, in seconds.
    package var bucketSeconds: Int64 {
        switch self {
        case .hour: 60
        case .day: 1_800
        case .week: 10_800
        }
    }

    /// How many buckets there are; the last one is the one that fills now.
    package var bucketCount: Int {
        switch self {
        case .hour: 60
        case .day: 48
        case .week: 56
        }
    }
}
