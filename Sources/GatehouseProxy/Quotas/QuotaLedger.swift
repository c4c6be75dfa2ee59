import GatehousePolicy
import NIOCore
import Synchronization

/// Counts requests for the quotas of a policy, for all event loops together, ahead of a store that keeps the counts.
///
/// It never waits for the store itself: a request that needs a count to be stored first gets a future. Whoever keeps the
/// counts takes batches of changes, stores each batch, and settles it before taking the next.
package final class QuotaLedger: Sendable {
    /// What became of one request.
    struct Outcome {
        let isTaken: Bool
        let remaining: Int64
        let period: CalendarPeriod
        /// Set if the request must not go on before it: then its count is stored.
        let stored: EventLoopFuture<Void>?
    }

    private struct Stripe {
        var counts: [RateLimitKey: QuotaCount] = [:]
        /// The counts of which something has to be stored.
        var pending: [RateLimitKey] = []
    }

    private final class LockedStripe: Sendable {
        let state = Mutex(Stripe())
    }

    private static let stripeCount = 64

    private let stripes = (0..<stripeCount).map { _ in LockedStripe() }
    private let capacity: Int
    private let addressCount = Atomic(0)
    /// Those that are counted by who they are: strangers cannot take their places.
    private let namedCount = Atomic(0)
    /// Told that something has to be stored; without it everything counts as stored.
    private let announce: Mutex<(@Sendable () -> Void)?>
    private let isKept: Bool

    /// Makes a ledger of what was used before.
    ///
    /// - Parameters:
    ///   - records: What the store has.
    ///   - capacity: How many addresses are counted apart, and how many other callers, over all quotas; the rest share one count
    ///     for each quota.
    ///   - now: The wall clock in Unix seconds; what is over by then is left out.
    package init(_ records: [QuotaRecord], capacity: Int = 131_072, now: Int64) {
        self.capacity = capacity
        self.isKept = true
        self.announce = Mutex(nil)
        for record in records where record.endsAt > now { load(record) }
    }

    /// Makes an empty ledger that nobody keeps.
    init() {
        self.capacity = 131_072
        self.isKept = false
        self.announce = Mutex(nil)
    }

    /// Calls back whenever something has to be stored; it must return at once.
    package func onChange(_ announce: @escaping @Sendable () -> Void) {
        self.announce.withLock { $0 = announce }
    }

    private func load(_ record: QuotaRecord) {
        let caller = QuotaCaller(by: record.by, value: record.caller)
        let key = caller.key(of: record.quota)
        let period = CalendarPeriod(start: record.startsAt, end: record.endsAt)
        let isNew = stripe(of: key).state
            .withLock { stripe in
                stripe.counts.updateValue(QuotaCount(record.quota, caller, period, used: record.used), forKey: key)
                    == nil
            }
        if isNew { changeCount(of: caller, by: 1) }
    }

    // MARK: Requests

    /// Counts a request, unless the quota is used up; `now` is in Unix seconds.
    func take(_ limit: RateLimit, _ caller: QuotaCaller, now: Int64, on eventLoop: any EventLoop) -> Outcome {
        let (caller, key) = place(of: caller, limit.identity)
        let (outcome, overdue, isChanged) = stripe(of: key).state
            .withLock { stripe in
                take(limit, caller, key, now: now, on: eventLoop, in: &stripe)
            }
        for promise in overdue { promise.succeed() }
        if isChanged { announceChange() }
        return outcome
    }

    private typealias Taken = (outcome: Outcome, overdue: [EventLoopPromise<Void>], isChanged: Bool)

    private func take(
        _ limit: RateLimit,
        _ caller: QuotaCaller,
        _ key: RateLimitKey,
        now: Int64,
        on eventLoop: any EventLoop,
        in stripe: inout Stripe
    ) -> Taken {
        if stripe.counts[key] == nil {
            stripe.counts[key] = QuotaCount(limit.identity, caller, CalendarPeriod(of: limit.window, at: now))
            changeCount(of: caller, by: 1)
        }
        guard let index = stripe.counts.index(forKey: key) else {
            let period = CalendarPeriod(of: limit.window, at: now)
            return (Outcome(isTaken: false, remaining: 0, period: period, stored: nil), [], false)
        }
        var overdue: [EventLoopPromise<Void>] = []
        if now >= stripe.counts.values[index].endsAt {
            overdue = stripe.counts.values[index].begin(CalendarPeriod(of: limit.window, at: now))
        }
        let period = stripe.counts.values[index].period
        guard stripe.counts.values[index].remaining(of: limit.count) > 0 else {
            return (Outcome(isTaken: false, remaining: 0, period: period, stored: nil), overdue, false)
        }
        let mustWait = stripe.counts.values[index].use(of: limit.count) && isKept
        var stored: EventLoopFuture<Void>?
        if mustWait {
            let promise = eventLoop.makePromise(of: Void.self)
            stripe.counts.values[index].wait(promise)
            stored = promise.futureResult
        }
        let isChanged = isKept && stripe.counts.values[index].becomesPending()
        if isChanged { stripe.pending.append(key) }
        let remaining = stripe.counts.values[index].remaining(of: limit.count)
        return (Outcome(isTaken: true, remaining: remaining, period: period, stored: stored), overdue, isChanged)
    }

    /// Takes back that a request was counted, because another limit has refused it.
    func giveBack(_ limit: RateLimit, _ caller: QuotaCaller) {
        let (_, key) = place(of: caller, limit.identity)
        stripe(of: key).state.withLock { $0.counts[key]?.giveBack() }
    }

    /// The caller's place; that of all others where it has none and no place is left.
    private func place(of caller: QuotaCaller, _ quota: String) -> (caller: QuotaCaller, key: RateLimitKey) {
        let key = caller.key(of: quota)
        let count = caller.isAddress ? addressCount.load(ordering: .relaxed) : namedCount.load(ordering: .relaxed)
        guard count >= capacity else { return (caller, key) }
        let isKnown = stripe(of: key).state.withLock { $0.counts[key] != nil }
        return isKnown ? (caller, key) : (.others, QuotaCaller.others.key(of: quota))
    }

    private func changeCount(of caller: QuotaCaller, by difference: Int) {
        if caller.isAddress {
            addressCount.add(difference, ordering: .relaxed)
        } else {
            namedCount.add(difference, ordering: .relaxed)
        }
    }

    private func stripe(of key: RateLimitKey) -> LockedStripe {
        stripes[Int(truncatingIfNeeded: key.high % UInt64(Self.stripeCount))]
    }

    private func announceChange() {
        announce.withLock(\.self)?()
    }

    // MARK: Keeping

    /// The next changes that have to be stored, at most so many; empty if there are none.
    package func takeChanges(atMost limit: Int) -> [QuotaChange] {
        var changes: [QuotaChange] = []
        for locked in stripes where changes.count < limit {
            locked.state.withLock { stripe in
                let keys = stripe.pending.suffix(limit - changes.count)
                stripe.pending.removeLast(keys.count)
                for key in keys {
                    if let count = stripe.counts[key] { changes.append(QuotaChange(record: count.record, key: key)) }
                }
            }
        }
        return changes
    }

    /// Takes note of what became of changes: whoever waited for them goes on, or is refused.
    package func settle(_ changes: [QuotaChange], areStored: Bool) {
        for change in changes {
            let waiting = stripe(of: change.key).state
                .withLock { stripe -> [EventLoopPromise<Void>] in
                    // A count that began anew meanwhile has nothing to do with what was stored.
                    guard let index = stripe.counts.index(forKey: change.key),
                        stripe.counts.values[index].startsAt == change.record.startsAt
                    else { return [] }
                    guard areStored else { return stripe.counts.values[index].fail() }
                    let ready = stripe.counts.values[index].settle(change.record.used)
                    if stripe.counts.values[index].becomesPending() { stripe.pending.append(change.key) }
                    return ready
                }
            for promise in waiting {
                if areStored { promise.succeed() } else { promise.fail(QuotaNotStored()) }
            }
        }
    }

    /// Gives up what was stored ahead for callers that are not there any more, and forgets periods that are over.
    ///
    /// - Parameters:
    ///   - now: The wall clock in Unix seconds.
    ///   - wholly: Also of callers that were just here: no request is under way any more.
    package func release(now: Int64, wholly: Bool = false) {
        var isChanged = false
        for locked in stripes {
            locked.state.withLock { stripe in
                var over: [RateLimitKey] = []
                // In place: a copy of the keys would copy all counts at the first change.
                var index = stripe.counts.startIndex
                while index != stripe.counts.endIndex {
                    let key = stripe.counts.keys[index]
                    if stripe.counts.values[index].endsAt <= now {
                        if !stripe.counts.values[index].isPending { over.append(key) }
                    } else {
                        stripe.counts.values[index].release(wholly: wholly)
                        if stripe.counts.values[index].becomesPending() {
                            stripe.pending.append(key)
                            isChanged = true
                        }
                    }
                    stripe.counts.formIndex(after: &index)
                }
                for key in over {
                    if let count = stripe.counts.removeValue(forKey: key) { changeCount(of: count.caller, by: -1) }
                }
            }
        }
        if isChanged, isKept { announceChange() }
    }

    /// How many callers are counted, over all quotas.
    var callerCount: Int { addressCount.load(ordering: .relaxed) + namedCount.load(ordering: .relaxed) }
}

/// A count could not be stored, so the request that it is about is not granted.
struct QuotaNotStored: Error {}
