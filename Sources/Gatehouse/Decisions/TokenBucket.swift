/// Lets so many through in a second, and for a moment more; time is a value.
struct TokenBucket: Sendable, Equatable {
    /// How many come in each second.
    let rate: Double
    /// How many can be there at most.
    let burst: Double
    private var tokens: Double
    private var filledAt: Int64?

    init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
        self.tokens = burst
    }

    /// Takes one if there is one; `now` is in milliseconds.
    mutating func take(now: Int64) -> Bool {
        if let filledAt, now > filledAt {
            tokens = min(burst, tokens + rate * Double(now - filledAt) / 1_000)
        }
        // A clock that was set back fills nothing until it has caught up; nor does it stop what is there.
        filledAt = max(filledAt ?? now, now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
