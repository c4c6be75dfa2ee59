import GatehousePolicy

/// The lengths of the buckets in which traffic is kept: those that the spans are drawn with.
enum TrafficLength {
    private static let day: Int64 = 86_400

    /// Each length with how long its buckets are kept, in seconds: a span and the one before it, and some.
    static let all: [(seconds: Int64, keptFor: Int64)] = [
        (TrafficSpan.hour.bucketSeconds, day),
        (TrafficSpan.day.bucketSeconds, 8 * day),
        (TrafficSpan.week.bucketSeconds, 15 * day),
    ]

    /// Where the bucket of that length begins that an instant lies in.
    static func start(of instant: Int64, length: Int64) -> Int64 {
        let (quotient, remainder) = instant.quotientAndRemainder(dividingBy: length)
        return (remainder < 0 ? quotient - 1 : quotient) * length
    }
}

extension TrafficSpan {
    /// Where the first bucket begins when the last one is the one that `now` lies in.
    func start(now: Int64) -> Int64 {
        TrafficLength.start(of: now, length: bucketSeconds) - Int64(bucketCount - 1) * bucketSeconds
    }

    /// The bucket that begins then, counted from the first.
    func index(of start: Int64, from first: Int64) -> Int? {
        let index = Int((start - first) / bucketSeconds)
        return (0..<bucketCount).contains(index) && start >= first ? index : nil
    }
}
