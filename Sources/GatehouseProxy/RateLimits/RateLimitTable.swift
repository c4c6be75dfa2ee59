import GatehousePolicy
import Synchronization

/// Counts requests for the limits of a policy, for all event loops together.
///
/// It is striped, so that loops seldom meet at a lock, and bounded: what does not fit any more pushes out the count that
/// is nearest to being forgotten anyway. Then a caller may send more than its limit; nobody is refused wrongly.
final class RateLimitTable: Sendable {
    /// What became of one request.
    struct Outcome: Equatable {
        let isTaken: Bool
        /// Requests that may come at once from now on.
        let remaining: Int64
        /// Until the burst is whole again, in nanoseconds.
        let fullAfter: Int64
        /// Until the next request may come, in nanoseconds; 0 for one that was taken.
        let retryAfter: Int64
    }

    private final class Stripe: Sendable {
        let counts: Mutex<RateLimitCounts>

        init(sets: Int) {
            self.counts = Mutex(RateLimitCounts(sets: sets))
        }
    }

    private static let stripeCount = 64

    private let stripes: [Stripe]

    /// Makes a table for about so many callers; it takes no memory until the first is counted.
    init(capacity: Int) {
        let sets = max(1, capacity / Self.stripeCount / RateLimitCounts.ways)
        self.stripes = (0..<Self.stripeCount).map { _ in Stripe(sets: sets) }
    }

    /// Counts a request, unless it comes too early; `now` is in nanoseconds of a clock that nobody sets.
    func take(_ limit: RateLimit, _ key: RateLimitKey, now: Int64) -> Outcome {
        stripe(of: key).counts.withLock { $0.take(key, interval: limit.interval, room: limit.room, now: now) }
    }

    /// Whether a request would be counted now, and not refused.
    func admits(_ limit: RateLimit, _ key: RateLimitKey, now: Int64) -> Bool {
        stripe(of: key).counts.withLock { $0.admits(key, interval: limit.interval, room: limit.room, now: now) }
    }

    /// Takes back that a request was counted, because another limit has refused it.
    func giveBack(_ limit: RateLimit, _ key: RateLimitKey) {
        stripe(of: key).counts.withLock { $0.giveBack(key, interval: limit.interval) }
    }

    private func stripe(of key: RateLimitKey) -> Stripe {
        stripes[Int(truncatingIfNeeded: key.high % UInt64(Self.stripeCount))]
    }
}

extension RateLimit {
    /// How far a caller may be ahead of its rate, in nanoseconds; rates and bursts are bounded, so this does not overflow.
    fileprivate var room: Int64 { burst * interval }
}

/// Names a caller under a limit in 128 bits, by hashes that are seeded for this process alone.
struct RateLimitKey: Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Hashes bytes: text is told apart by its bytes, never by what they look like.
    init(_ limit: RateLimit, kind: UInt8, value: some Sequence<UInt8>) {
        var hasher = Hasher()
        for byte in limit.identity.utf8 { hasher.combine(byte) }
        hasher.combine(kind)
        for byte in value { hasher.combine(byte) }
        var other = hasher
        other.combine(UInt8.max)
        self.high = UInt64(bitPattern: Int64(hasher.finalize()))
        self.low = UInt64(bitPattern: Int64(other.finalize()))
    }
}

/// The counts of one stripe: sets of a few places, each searched whole.
///
/// A count is one instant, at which the caller's burst is whole again (the generic cell rate algorithm, ITU-T I.371).
struct RateLimitCounts {
    static let ways = 8

    private struct Place {
        var key = RateLimitKey(high: 0, low: 0)
        var fullAt = Int64.min
    }

    private let sets: Int
    private var places: [Place] = []

    init(sets: Int) {
        self.sets = sets
    }

    mutating func take(_ key: RateLimitKey, interval: Int64, room: Int64, now: Int64) -> RateLimitTable.Outcome {
        if places.isEmpty { places = Array(repeating: Place(), count: sets * Self.ways) }
        let index = place(of: key)
        let fullAt = fullAt(key, in: places[index], now: now)
        let next = fullAt + interval
        let wait = next - room - now
        guard wait <= 0 else {
            return RateLimitTable.Outcome(isTaken: false, remaining: 0, fullAfter: fullAt - now, retryAfter: wait)
        }
        places[index] = Place(key: key, fullAt: next)
        let remaining = (room - (next - now)) / interval
        return RateLimitTable.Outcome(isTaken: true, remaining: remaining, fullAfter: next - now, retryAfter: 0)
    }

    func admits(_ key: RateLimitKey, interval: Int64, room: Int64, now: Int64) -> Bool {
        guard !places.isEmpty else { return interval <= room }
        return fullAt(key, in: places[place(of: key)], now: now) + interval - room <= now
    }

    mutating func giveBack(_ key: RateLimitKey, interval: Int64) {
        guard !places.isEmpty else { return }
        let index = place(of: key)
        if places[index].key == key { places[index].fullAt -= interval }
    }

    /// When the caller's burst is whole again, if that place is its own.
    private func fullAt(_ key: RateLimitKey, in place: Place, now: Int64) -> Int64 {
        place.key == key ? max(place.fullAt, now) : now
    }

    /// The caller's place, else the one that is nearest to being whole.
    private func place(of key: RateLimitKey) -> Int {
        let start = Int(truncatingIfNeeded: key.low % UInt64(sets)) * Self.ways
        var oldest = start
        for index in start..<(start + Self.ways) {
            if places[index].key == key { return index }
            if places[index].fullAt < places[oldest].fullAt { oldest = index }
        }
        return oldest
    }
}
