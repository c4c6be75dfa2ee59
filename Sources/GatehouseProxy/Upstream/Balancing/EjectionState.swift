import GatehousePolicy

/// Counts an endpoint's failures, and says when it gets no requests for a while; times are uptime nanoseconds.
struct EjectionState: Equatable {
    private static let second: UInt64 = 1_000_000_000

    /// Failures since the last good answer.
    private(set) var failures: Int64 = 0
    /// By how much the next ejection is longer than the first: it doubles so often.
    private(set) var doublings = 0
    /// When the last one ended or ends; 0 if there was none.
    private(set) var until: UInt64 = 0

    init() {}

    /// It has answered well.
    mutating func succeeded() {
        failures = 0
    }

    /// It has failed; true if it has failed often enough to be ejected.
    mutating func failed(_ settings: UpstreamOptions.Ejection, at now: UInt64) -> Bool {
        // What had begun before it was ejected counts only once.
        guard now >= until else { return false }
        failures = min(failures + 1, settings.consecutiveFailures)
        return failures >= settings.consecutiveFailures
    }

    /// Ejects it; gives for how many seconds.
    mutating func eject(_ settings: UpstreamOptions.Ejection, at now: UInt64) -> Int64 {
        let base = max(1, settings.baseSeconds)
        if until > 0 {
            // Each base time that it was well forgives one doubling.
            let forgiven = (now - min(until, now)) / (UInt64(base) * Self.second)
            doublings = max(0, doublings + 1 - Int(clamping: forgiven))
        }
        var seconds = base
        for _ in 0..<doublings where seconds < settings.maximumSeconds { seconds *= 2 }
        seconds = min(seconds, settings.maximumSeconds)
        // Beyond the longest it grows no more.
        doublings = min(doublings, 32)
        until = now + UInt64(seconds) * Self.second
        failures = 0
        return seconds
    }

    /// How many of some endpoints may be out at once: one in any case, and never all.
    static func mostOut(of count: Int, percent: Int64) -> Int {
        guard count > 1 else { return 0 }
        let share = (count * Int(percent) + 99) / 100
        return min(max(1, share), count - 1)
    }
}
