/// What one event loop has counted beside its snapshot's counters, and the records that wait to be handed over.
struct LoopTelemetry {
    /// How many records are handed over at once at most.
    private static let batch = 256

    /// What was counted under former snapshots.
    private(set) var totals = ProxyTotals()
    private var upstreamFailures: [String: UInt64] = [:]
    /// By application.
    private var retries: [String: RetryCounts] = [:]
    private var handshakes = HandshakeCounts()
    private var proxyHeaders = ProxyHeaderCounts()
    private var records: [AccessRecord] = []

    init() {
        records.reserveCapacity(Self.batch)
    }

    /// Keeps what was counted under a snapshot that has gone.
    mutating func fold(_ counters: LoopCounters) {
        counters.fold(into: &totals)
    }

    /// Counts a handshake that has ended.
    mutating func count(_ result: HandshakeResult) {
        handshakes.add(result)
    }

    /// Counts a connection that was to begin with a PROXY header.
    mutating func count(_ result: ProxyHeaderResult) {
        proxyHeaders.add(result)
    }

    /// Counts a failure of an upstream.
    mutating func count(_ kind: GatewayFailure.Kind) {
        upstreamFailures[kind.rawValue, default: 0] &+= 1
    }

    /// Counts a request that was sent again, or was not because too many had been.
    mutating func countRetry(_ application: String, isRefused: Bool) {
        if isRefused {
            retries[application, default: RetryCounts()].refused &+= 1
        } else {
            retries[application, default: RetryCounts()].sent &+= 1
        }
    }

    /// Puts a record with those that wait; true once there are enough of them.
    mutating func append(_ record: AccessRecord) -> Bool {
        records.append(record)
        return records.count >= Self.batch
    }

    /// The records that wait, which wait no longer; nil if there are none.
    mutating func takeRecords() -> [AccessRecord]? {
        guard !records.isEmpty else { return nil }
        // Whoever takes the array keeps it: it is handed over, not copied.
        let finished = records
        records = []
        records.reserveCapacity(min(Self.batch, 2 * finished.count))
        return finished
    }

    /// Writes down what was counted; `current` are the counters of the snapshot in force.
    func fill(_ sample: inout ProxyMetricsSample, with current: LoopCounters, isSecure: Bool) {
        sample.totals = totals
        current.fold(into: &sample.totals)
        sample.upstreamFailures = upstreamFailures
        sample.retries = retries
        sample.proxyHeaders = proxyHeaders.byResult
        if isSecure { sample.handshakes = handshakes.byResult }
    }
}
