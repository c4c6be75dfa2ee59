/// Decides when an issuer's keys are fetched: by age, after failures, and when a token names one that is not known.
///
/// Time is in seconds of a clock that nobody sets.
struct KeyRefetchLimiter {
    /// What came of a wish.
    enum Verdict: Equatable {
        /// Fetch now; this is the flight's number.
        case start(UInt64)
        /// It is being fetched.
        case join(UInt64)
        case refused
    }

    /// An unknown `kid` has keys fetched again no sooner than so many seconds after the last time.
    static let wishInterval: Int64 = 30
    private static let longestPause: Int64 = 60

    private let maximumAge: Int64
    private(set) var isFlying = false
    /// The number of the flight that is under way, or was last.
    private(set) var flight: UInt64 = 0
    private var lastWish = Int64.min
    private var failures: Int64 = 0
    /// When they are due by age or after a failure.
    private(set) var due: Int64

    /// Begins with keys of that age in seconds; nil is without keys, so that they are due at once.
    init(maximumAge: Int64, age: Int64?, now: Int64) {
        self.maximumAge = maximumAge
        self.due = age.map { now + max(0, maximumAge - $0) } ?? now
    }

    /// A token names a key that is not known.
    mutating func wish(now: Int64) -> Verdict {
        if isFlying { return .join(flight) }
        guard lastWish == .min || now - lastWish >= Self.wishInterval else { return .refused }
        lastWish = now
        return .start(begin())
    }

    /// Time has passed: the number of the flight to start, if there is one.
    mutating func tick(now: Int64) -> UInt64? {
        guard !isFlying, now >= due else { return nil }
        return begin()
    }

    /// The flight is over.
    mutating func end(isSuccess: Bool, now: Int64) {
        isFlying = false
        guard !isSuccess else {
            failures = 0
            due = now + maximumAge
            return
        }
        // 1, 2, 4, … seconds.
        due = now + min(Self.longestPause, 1 << min(failures, 6))
        failures += 1
    }

    private mutating func begin() -> UInt64 {
        isFlying = true
        flight += 1
        return flight
    }
}
