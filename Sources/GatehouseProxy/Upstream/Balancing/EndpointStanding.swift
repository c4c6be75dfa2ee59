import GatehousePolicy
import NIOCore
import Synchronization

/// Knows how one endpoint of an application stands: all loops share it, and it outlives a change of the policy.
final class EndpointStanding: Sendable {
    /// As the policy names it.
    let upstream: UpstreamAddress
    /// The address that its name led to; nil if it has no name or none was found yet.
    let resolved: SocketAddress?
    /// When an ejection ends, in uptime nanoseconds; 0 for none.
    private let ejectedUntil = Atomic<UInt64>(0)
    /// When it was well again, in uptime nanoseconds; 0 if it always was.
    private let returnedAt = Atomic<UInt64>(0)
    private let isUnwell = Atomic<Bool>(false)
    private let hasFailures = Atomic<Bool>(false)
    private let requests = Atomic<Int>(0)
    private let ejectionCount = Atomic<UInt64>(0)
    /// When an answer of it was late last, in uptime nanoseconds.
    private let lateAt = Atomic<UInt64>(0)
    private let ejection = Mutex(EjectionState())

    init(_ upstream: UpstreamAddress, resolved: SocketAddress? = nil) {
        self.upstream = upstream
        self.resolved = resolved
    }

    /// What people and metrics call it.
    var name: String {
        guard let address = resolved?.ipAddress else { return "\(upstream)" }
        return "\(upstream) (\(address))"
    }

    /// How often it was ejected.
    var ejections: UInt64 { ejectionCount.load(ordering: .relaxed) }

    /// Its share of the requests at an instant, of ``Balancer/fullWeight``; 0 while it is out.
    @inline(__always)
    func weight(slowStart: UInt64, now: () -> UInt64) -> UInt64 {
        if isUnwell.load(ordering: .relaxed) { return 0 }
        let until = ejectedUntil.load(ordering: .relaxed)
        let returned = returnedAt.load(ordering: .relaxed)
        if until == 0, returned == 0 { return Balancer.fullWeight }
        let now = now()
        guard now >= until else { return 0 }
        guard slowStart > 0 else { return Balancer.fullWeight }
        return SlowStart.weight(after: now - min(now, max(until, returned)), of: slowStart)
    }

    /// Whether it gets requests.
    func isIn(at now: UInt64) -> Bool {
        !isUnwell.load(ordering: .relaxed) && now >= ejectedUntil.load(ordering: .relaxed)
    }

    func isEjected(at now: UInt64) -> Bool {
        now < ejectedUntil.load(ordering: .relaxed)
    }

    /// Takes note of an answer that did not come in time; false if that was noted within the last second.
    func isLateAnew(at now: UInt64) -> Bool {
        let last = lateAt.load(ordering: .relaxed)
        guard last == 0 || now >= last &+ 1_000_000_000 else { return false }
        return lateAt.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
    }

    /// Takes one more request if there is room.
    func enter(limit: Int) -> Bool {
        if requests.add(1, ordering: .relaxed).newValue <= limit { return true }
        requests.subtract(1, ordering: .relaxed)
        return false
    }

    func isFull(limit: Int) -> Bool { requests.load(ordering: .relaxed) >= limit }

    func leave() {
        requests.subtract(1, ordering: .relaxed)
    }

    /// It has answered well; without a failure before, nothing is to be done.
    @inline(__always)
    func succeeded() {
        guard hasFailures.load(ordering: .relaxed) else { return }
        hasFailures.store(false, ordering: .relaxed)
        ejection.withLock { $0.succeeded() }
    }

    /// It has failed; true if it is to be ejected.
    func failed(_ settings: UpstreamOptions.Ejection, at now: UInt64) -> Bool {
        hasFailures.store(true, ordering: .relaxed)
        return ejection.withLock { $0.failed(settings, at: now) }
    }

    /// Ejects it; gives for how many seconds.
    func eject(_ settings: UpstreamOptions.Ejection, at now: UInt64) -> Int64 {
        ejectionCount.add(1, ordering: .relaxed)
        let (seconds, until) = ejection.withLock { ($0.eject(settings, at: now), $0.until) }
        ejectedUntil.store(until, ordering: .relaxed)
        return seconds
    }

    /// Takes the result of health checks.
    func set(isWell: Bool, at now: UInt64) {
        if isWell {
            returnedAt.store(now, ordering: .relaxed)
            // What was asked and has answered need not wait.
            ejectedUntil.store(0, ordering: .relaxed)
        }
        isUnwell.store(!isWell, ordering: .relaxed)
    }

    /// Ends an ejection whose time is over; true if there was one.
    func endEjection(at now: UInt64) -> Bool {
        let until = ejectedUntil.load(ordering: .relaxed)
        guard until > 0, now >= until else { return false }
        returnedAt.store(until, ordering: .relaxed)
        return ejectedUntil.compareExchange(expected: until, desired: 0, ordering: .relaxed).exchanged
    }

    /// Forgets a slow start that is over, so that requests need not look at the clock.
    func endSlowStart(at now: UInt64, length: UInt64) {
        let returned = returnedAt.load(ordering: .relaxed)
        guard returned > 0, now >= returned + length else { return }
        _ = returnedAt.compareExchange(expected: returned, desired: 0, ordering: .relaxed)
    }
}
