import GatehouseJOSE
import Glibc
import Logging
import NIOCore

/// Holds everything that one event loop owns and shares with no other: the isolation domain of the data plane.
final class LoopState {
    let eventLoop: any EventLoop
    let configuration: ProxyConfiguration
    let logger: Logger
    var verifier = TokenVerifier()
    /// Takes the records of finished requests.
    let recorder: any AccessRecording
    var telemetry = LoopTelemetry()

    private(set) var snapshot: LoopSnapshot
    /// What new connections shake hands with.
    var certificates: ServerCertificates?
    /// What connections to upstreams over TLS are made with; nil until a policy names one.
    var upstreamTrust: UpstreamTrust?
    var tokens: VerifiedTokenCache
    var revocations: RevocationTable
    /// What was asked of other authorization servers.
    let consultations = Consultations()
    /// The DPoP proofs that were used; with the counts of limits the only things that all loops share.
    let spentProofs: SpentProofs
    let rateLimits: RateLimitTable
    /// The counts of quotas, which the store keeps.
    let quotas: QuotaLedger
    /// The nonces of DPoP proofs, if there are any.
    let nonces: DPoPNonce?
    var identifiers = RequestIdentifierSource()
    var requestParser: RequestHeadParser
    var responseParser: ResponseHeadParser
    var connections = ConnectionRegistry()
    var activeRequests = 0
    /// Open WebSockets.
    var webSockets = 0
    /// The message that is being written; begin each with `startOut()`.
    var out: ByteBuffer
    /// Taken in turns: by the time one comes round again its bytes are usually sent, and it is free to be used.
    private var spareOuts: [ByteBuffer]
    private var nextSpareOut = 0
    private var spareRequests: [ByteBuffer] = []
    private var flushes = FlushBatch()
    private var isFlushScheduled = false
    let allocator = ByteBufferAllocator()
    var normalizer = RequestNormalizer()
    /// The `Date` line of this half second.
    private(set) var date: [UInt8] = []
    /// Whether every answer is the last of its connection.
    private(set) var isDraining = false
    /// Whether no connection is taken in any more.
    private(set) var isClosing = false
    /// The connections to upstreams; an application's requests reach them by its endpoints.
    var pools: [UpstreamPool.Key: UpstreamPool] = [:]
    /// How the endpoints of all applications stand, for all loops.
    var endpointSet: EndpointSet
    /// This loop's side of them, by the identity of their standing.
    var endpoints: [ObjectIdentifier: UpstreamEndpoint] = [:]
    private var ticks = 0
    private let confirmed: ConfirmedTime
    /// It counts the time that the machine slept, too.
    private let started = ContinuousClock.now
    private var drained: EventLoopPromise<Void>?

    init(
        eventLoop: any EventLoop,
        configuration: ProxyConfiguration,
        snapshot: ProxySnapshot,
        endpoints: EndpointSet = EndpointSet(),
        revocations: [RevocationEntry],
        spentProofs: SpentProofs,
        rateLimits: RateLimitTable,
        quotas: QuotaLedger,
        recorder: any AccessRecording,
        logger: Logger
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.logger = logger
        self.recorder = recorder
        self.snapshot = LoopSnapshot(snapshot)
        self.endpointSet = endpoints
        self.certificates = configuration.certificates
        self.upstreamTrust = configuration.upstreamTrust
        self.tokens = VerifiedTokenCache(seed: identifiers.next())
        self.revocations = RevocationTable(capacity: configuration.revocationCapacity, entries: revocations)
        self.spentProofs = spentProofs
        self.rateLimits = rateLimits
        self.quotas = quotas
        self.nonces = configuration.dpopNonceKey.map { DPoPNonce(key: $0) }
        let limits = HeadLimits(
            bytes: configuration.limits.headBytes,
            fieldCount: configuration.limits.fieldCount,
            targetBytes: configuration.limits.targetBytes
        )
        self.requestParser = RequestHeadParser(limits: limits)
        self.responseParser = ResponseHeadParser(limits: limits)
        self.out = ByteBufferAllocator().buffer(capacity: Self.outBytes)
        self.spareOuts = (0...FlushBatch.capacity).map { _ in ByteBufferAllocator().buffer(capacity: Self.outBytes) }
        let seconds = Self.unixSeconds()
        self.confirmed = ConfirmedTime(start: seconds)
        self.date = HTTPDate.line(at: seconds)
    }

    /// Monotonic time in nanoseconds.
    func uptime() -> UInt64 { NIODeadline.now().uptimeNanoseconds }

    /// The wall clock, in Unix seconds: asked at every use, so that a clock that jumps is followed at once.
    static func unixSeconds() -> Int64 {
        var time = timespec()
        // It lags by some milliseconds and costs a fraction of the exact one.
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec)
    }

    /// Monotonic time in nanoseconds, some milliseconds late, for deadlines that are looked at twice a second.
    func coarseUptime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    static func unixMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: Writing

    private static let outBytes = 4_096
    /// A buffer that a large message has made larger is not kept.
    private static let maximumOutBytes = 65_536
    private static let maximumSpareRequests = 64

    /// Begins another message in `out`.
    func startOut() {
        swap(&out, &spareOuts[nextSpareOut])
        nextSpareOut = (nextSpareOut + 1) % spareOuts.count
        if out.storageCapacity > Self.maximumOutBytes {
            out = allocator.buffer(capacity: Self.outBytes)
        } else {
            out.clear()
        }
    }

    /// An empty buffer for the head of a request to an upstream.
    func takeRequestBuffer(capacity: Int) -> ByteBuffer {
        guard var buffer = spareRequests.popLast() else { return allocator.buffer(capacity: max(capacity, 2_048)) }
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Gives back a buffer that has been sent, to be used again.
    func giveBack(_ buffer: consuming ByteBuffer) {
        guard spareRequests.count < Self.maximumSpareRequests, buffer.storageCapacity <= Self.maximumOutBytes else {
            return
        }
        spareRequests.append(buffer)
    }

    /// Flushes a connection soon: with others, at the latest when this batch of events has been worked off.
    func flushSoon(_ connection: any Flushable) {
        flushes.add(connection)
        if flushes.isFull {
            flushAll()
        } else if !isFlushScheduled {
            isFlushScheduled = true
            eventLoop.assumeIsolated()
                .execute { [self] in
                    isFlushScheduled = false
                    flushAll()
                }
        }
    }

    private func flushAll() {
        while let connection = flushes.next() { connection.flushNow() }
    }

    // MARK: Snapshots and revocations

    /// Decides by another snapshot from the next request on; requests under way keep theirs.
    func adopt(_ proxy: ProxySnapshot, _ endpoints: EndpointSet = EndpointSet()) {
        adopt(endpoints)
        guard proxy.generation > snapshot.proxy.generation else { return }
        telemetry.fold(snapshot.counters)
        snapshot = LoopSnapshot(proxy)
        // A key may have gone: what is still good is verified again.
        tokens.removeAll()
        consultations.tokens.removeAll()
        closeUnusedPools()
    }

    func apply(_ changes: [RevocationChange]) {
        revocations.apply(changes)
    }

    // MARK: Time

    /// Called ten times a second.
    func tick() {
        ticks &+= 1
        flushRecords()
        guard ticks % 5 == 0 else { return }
        let now = coarseUptime()
        for connection in connections.expired(at: now) { connection.deadlinePassed() }
        let idle = UInt64(clamping: configuration.timeouts.upstreamIdle) &* 1_000_000
        for pool in pools.values { pool.closeIdle(since: now &- min(now, idle)) }
        let seconds = Self.unixSeconds()
        date = HTTPDate.line(at: seconds)
        for connection in connections.all { connection.endStream(now: seconds) }
        if ticks % 50 == 0 { trimHeap() }
        if ticks % 600 == 0 { forget(wall: seconds, elapsed: ContinuousClock.now - started) }
    }

    /// Drops revocations whose tokens have all expired, by a time that a jump of the wall clock cannot move ahead.
    private func forget(wall: Int64, elapsed: Duration) {
        revocations.purge(now: confirmed.now(wall: wall, elapsed: elapsed))
    }

    /// Gives memory back after a wave of connections has gone.
    private func trimHeap() {
        if connections.wave.takeIfOver() { HeapTrim.run() }
    }

    // MARK: Drain

    func prepareToDrain() {
        isDraining = true
    }

    /// Closes what is idle, lets the rest finish; the promise is kept when no client connection is left.
    func drain(_ promise: EventLoopPromise<Void>) {
        isDraining = true
        isClosing = true
        drained = promise
        for connection in connections.all { connection.drain() }
        connectionsChanged()
    }

    /// Cuts what has not finished in time.
    func cut() {
        for connection in connections.all { connection.cut() }
        connectionsChanged()
    }

    /// Called after a client connection has gone.
    func connectionsChanged() {
        guard isDraining, connections.count == 0, let promise = drained else { return }
        drained = nil
        flushRecords()
        for pool in pools.values { pool.close() }
        // Pools and the loop hold each other.
        pools = [:]
        promise.succeed()
    }
}
