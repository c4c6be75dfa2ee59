import GatehousePolicy
import NIOCore

/// Counts what one caller has used of one quota in this period.
///
/// `stored` is what the store has at least. Nothing is granted beyond it, so a crash never makes anybody forget a request
/// that was granted; what was stored ahead and not used is lost to the caller then.
struct QuotaCount {
    let quota: String
    let caller: QuotaCaller
    private(set) var startsAt: Int64
    private(set) var endsAt: Int64
    /// Requests that count, also those that wait for the store.
    private(set) var used: Int64
    private var stored: Int64
    /// What the store shall have.
    private var wanted: Int64
    /// Whether a change waits to be stored or is being stored.
    private(set) var isPending = false
    /// Whether the store has more than it shall have.
    private var hasLess = false
    /// Whether anything was used since the last look.
    private var wasUsed = false
    private var waiters: [(need: Int64, promise: EventLoopPromise<Void>)] = []

    init(_ quota: String, _ caller: QuotaCaller, _ period: CalendarPeriod, used: Int64 = 0) {
        self.quota = quota
        self.caller = caller
        self.startsAt = period.start
        self.endsAt = period.end
        self.used = used
        self.stored = used
        self.wanted = used
    }

    var period: CalendarPeriod { CalendarPeriod(start: startsAt, end: endsAt) }

    /// What is stored ahead for a caller, so that most requests need not wait: a part of the quota that it can spare.
    static func lease(of count: Int64) -> Int64 {
        min(4_096, count / 32)
    }

    /// What of the quota has not been used.
    func remaining(of count: Int64) -> Int64 {
        max(0, count - used)
    }

    /// Counts one request that fits; true if it has to wait for the store.
    mutating func use(of count: Int64) -> Bool {
        used += 1
        wasUsed = true
        let lease = Self.lease(of: count)
        if used > stored {
            wanted = max(wanted, used, min(count, used + lease))
            return true
        }
        if stored < count, stored - used < lease / 2 { wanted = max(wanted, min(count, used + lease)) }
        return false
    }

    mutating func giveBack() {
        used = max(0, used - 1)
    }

    /// Begins anew, with nothing used; answers the waiters of the period that has ended.
    mutating func begin(_ period: CalendarPeriod) -> [EventLoopPromise<Void>] {
        let waiting = waiters.map(\.promise)
        self = QuotaCount(quota, caller, period)
        return waiting
    }

    /// Lets a request wait until all that was used is stored.
    mutating func wait(_ promise: EventLoopPromise<Void>) {
        waiters.append((used, promise))
    }

    /// Whether a change waits that nobody is about to store.
    mutating func becomesPending() -> Bool {
        guard !isPending, hasLess || wanted != stored else { return false }
        isPending = true
        hasLess = false
        return true
    }

    var record: QuotaRecord {
        QuotaRecord(
            quota: quota,
            by: caller.by,
            caller: caller.value,
            startsAt: startsAt,
            endsAt: endsAt,
            used: wanted
        )
    }

    /// Takes note of what was stored; answers those who need not wait any longer.
    mutating func settle(_ value: Int64) -> [EventLoopPromise<Void>] {
        isPending = false
        // More may be wanted by now, and that is stored next.
        stored = value
        let ready = waiters.filter { $0.need <= stored }.map(\.promise)
        waiters.removeAll { $0.need <= stored }
        return ready
    }

    /// Takes note that nothing could be stored; answers those who waited for it, whose requests do not count.
    mutating func fail() -> [EventLoopPromise<Void>] {
        isPending = false
        let failed = waiters.map(\.promise)
        // What is stored was granted; what is above has waited, unless it was given back already.
        used = min(used, stored)
        waiters = []
        wanted = stored
        return failed
    }

    /// Gives up what was stored ahead and is not needed now; `wholly` also of a caller that was just here.
    mutating func release(wholly: Bool) {
        defer { wasUsed = false }
        guard !isPending, stored > used, wholly || !wasUsed else { return }
        // From here on nothing is granted by what the store still has.
        stored = used
        wanted = used
        hasLess = true
    }
}
