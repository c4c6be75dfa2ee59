import GatehouseOAuth
import GatehousePolicy
import GatehouseProxy
import GatehouseStorage
import Logging

/// What the recorder's thread has counted and chosen, and has not written yet.
struct DecisionWork {
    /// As many decisions are written without waiting for the next tick.
    static let batch = 2_000
    /// As many minutes of counters wait for a disk that fails; older ones are given up.
    private static let maximumMinutes = 120
    private static let trafficPruningInterval: Int64 = 60_000

    private let configuration: DecisionConfiguration
    private let database: DecisionDatabase
    private let live: LiveDecisions
    private let losses: DecisionLosses
    private let logger: Logger
    private var sampling: DecisionSampling
    private var counter = TrafficCounter()
    private var tally = TrafficTally()
    private var kept: [RecordedDecision] = []
    private var isFailing = false
    private var trafficPrunedAt = Int64.min

    init(
        _ configuration: DecisionConfiguration,
        sampling: DecisionSampling,
        database: DecisionDatabase,
        live: LiveDecisions,
        losses: DecisionLosses,
        logger: Logger
    ) {
        self.configuration = configuration
        self.sampling = sampling
        self.database = database
        self.live = live
        self.losses = losses
        self.logger = logger
    }

    /// Counts finished requests, and chooses those that are kept; `now` is in Unix milliseconds.
    mutating func take(_ records: [AccessRecord], now: Int64) {
        for record in records where record.reason != .issuer {
            counter.count(record)
            if sampling.keeps(isPermit: record.reason.isPermit, isVerified: record.token != nil, now: now) {
                kept.append(RecordedDecision(record))
            } else {
                losses.sampleOut()
                counter.countSampledOut(now: now / 1_000)
            }
            if kept.count >= Self.batch { flush(now: now) }
        }
    }

    /// Counts access tokens by grant type.
    mutating func count(issued: [String: Int64], now: Int64) {
        counter.count(issued: issued, now: now / 1_000)
    }

    /// Writes what waits in one transaction, and shows it to whoever watches; then removes a step of what is old.
    mutating func flush(now: Int64) {
        tally.add(counter.take())
        guard !tally.isEmpty || !kept.isEmpty else { return prune(now: now) }
        do throws(StorageError) {
            let isStored = configuration.rows > 0
            let stored = try database.write(isStored ? kept : [], tally, now: now)
            live.publish(isStored ? stored : kept)
            kept.removeAll(keepingCapacity: true)
            tally = TrafficTally()
            recovered()
            prune(now: now)
        } catch {
            failed(error)
        }
    }

    private mutating func prune(now: Int64) {
        do throws(StorageError) {
            _ = try database.pruneDecisions(rows: configuration.rows, days: configuration.days, now: now)
            guard now - Self.trafficPruningInterval >= trafficPrunedAt else { return }
            trafficPrunedAt = now
            try database.pruneTraffic(now: now)
        } catch {
            failed(error)
        }
    }

    /// What could not be written waits for the next time, within bounds.
    private mutating func failed(_ error: StorageError) {
        let surplus = max(0, kept.count - Self.batch / 2)
        giveUp(surplus)
        for start in tally.minutes.keys.sorted().dropLast(Self.maximumMinutes) { tally.minutes[start] = nil }
        guard !isFailing else { return }
        isFailing = true
        logger.error("decisions cannot be written; requests are served all the same", metadata: ["error": "\(error)"])
    }

    /// Gives up the oldest that wait, those without a verified token first.
    private mutating func giveUp(_ surplus: Int) {
        var anonymous = min(surplus, kept.count { $0.client == nil })
        var verified = surplus - anonymous
        kept.removeAll { decision in
            let isAnonymous = decision.client == nil
            guard isAnonymous ? anonymous > 0 : verified > 0 else { return false }
            if isAnonymous { anonymous -= 1 } else { verified -= 1 }
            return true
        }
        losses.lose(surplus)
    }

    private mutating func recovered() {
        guard isFailing else { return }
        isFailing = false
        logger.notice("decisions are written again")
    }
}
