import GRDB
package import GatehouseOAuth
package import GatehousePolicy
package import Logging
import Synchronization

/// Keeps recent decisions and what was counted of them in a file of its own, which is not the truth.
///
/// A file that is damaged is put aside and begun anew; one that cannot be opened is tried again later. One thread
/// writes; anybody reads.
package final class DecisionDatabase: Sendable {
    private struct State {
        var pool: DatabasePool?
        var isClosed = false
        /// When the file may be opened again, in Unix milliseconds.
        var retryAt = Int64.min
    }

    /// The oldest decisions go when the file holds more bytes than this, however few they are.
    package static let maximumBytes: Int64 = 2 << 30
    /// The shortest time between two attempts to open the file, in milliseconds.
    private static let retryInterval: Int64 = 10_000

    private let path: String
    private let logger: Logger
    private let state = Mutex(State())
    /// Under which ids facts are stored.
    private let facts = Mutex(FactCache())

    /// Opens the file, or makes it; a failure is logged, and the file is tried again at a later write.
    package init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        _ = try? opened(now: .min)
    }

    /// Stores decisions and adds a tally in one transaction; the answer is the decisions with their sequences.
    ///
    /// `now` is in Unix milliseconds.
    package func write(
        _ decisions: [RecordedDecision],
        _ tally: TrafficTally,
        now: Int64
    ) throws(StorageError) -> [RecordedDecision] {
        try write(now: now) { database, facts in
            let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'decision'")
            facts.prepare(upTo: (last ?? 0) + Int64(decisions.count))
            try TrafficWriting(database: database).write(tally)
            return try decisions.map { decision in
                var stored = decision
                stored.sequence = try DecisionRow.insert(decision, recordedAt: now, facts: &facts, in: database)
                return stored
            }
        }
    }

    /// Removes one step of the decisions over a number, a size of the file or an age; the answer is how many.
    ///
    /// `now` is in Unix milliseconds.
    package func pruneDecisions(
        rows: Int64,
        days: Int64,
        bytes: Int64 = DecisionDatabase.maximumBytes,
        now: Int64
    ) throws(StorageError) -> Int {
        try write(now: now) { database, _ in
            try DecisionPruning(database: database).pruneDecisions(rows: rows, days: days, bytes: bytes, now: now)
        }
    }

    /// Removes one step of the counters that are too old; `now` is in Unix milliseconds.
    package func pruneTraffic(now: Int64) throws(StorageError) {
        try write(now: now) { database, _ in
            try DecisionPruning(database: database).pruneTraffic(now: now / 1_000)
        }
    }

    /// Closes the file; every later call fails with `.unavailable`.
    package func close() {
        let pool = state.withLock { state in
            defer { state.pool = nil }
            state.isClosed = true
            return state.pool
        }
        guard let pool else { return }
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try? pool.close()
    }

    /// Reads on a connection of its own; sees only what was committed.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        guard let pool = state.withLock({ $0.pool }) else { throw .unavailable("\(path) is not open") }
        do {
            return try await pool.read(body)
        } catch {
            throw StorageError(storing: error)
        }
    }

    private func write<Value>(
        now: Int64,
        _ body: (Database, inout FactCache) throws -> Value
    ) throws(StorageError) -> Value {
        let pool = try opened(now: now)
        // Taken out while it is used: after a transaction that was rolled back nothing is remembered.
        var cache = facts.withLock { facts in
            defer { facts.reset() }
            return facts
        }
        do {
            let value = try pool.write { try body($0, &cache) }
            facts.withLock { [cache] in $0 = cache }
            return value
        } catch {
            let error = StorageError(storing: error)
            if case .corrupt = error { putAside(pool, error) }
            throw error
        }
    }

    private func opened(now: Int64) throws(StorageError) -> DatabasePool {
        let known = state.withLock { state in (pool: state.pool, mayTry: !state.isClosed && now >= state.retryAt) }
        if let pool = known.pool { return pool }
        guard known.mayTry else { throw .unavailable("\(path) is not open") }
        let pool = try open(now: now)
        state.withLock { $0.pool = pool }
        return pool
    }

    private func open(now: Int64) throws(StorageError) -> DatabasePool {
        do throws(StorageError) {
            return try DecisionOpening.open(path: path)
        } catch {
            switch error {
            case .corrupt, .newerVersion:
                report(error)
                DecisionOpening.setAside(path: path)
            default:
                let (retryAt, overflow) = now.addingReportingOverflow(Self.retryInterval)
                state.withLock { $0.retryAt = overflow ? .max : retryAt }
                logger.error("decisions are not kept", metadata: ["error": "\(error)", "gatehouse.file": "\(path)"])
                throw error
            }
        }
        return try DecisionOpening.open(path: path)
    }

    /// Damage that shows while the server runs: the next write begins a new file.
    private func putAside(_ pool: DatabasePool, _ error: StorageError) {
        report(error)
        state.withLock { $0.pool = nil }
        try? pool.close()
        DecisionOpening.setAside(path: path)
    }

    private func report(_ error: StorageError) {
        logger.error(
            "decisions were put aside and begun anew",
            metadata: ["error": "\(error)", "gatehouse.file": "\(path).damaged"]
        )
    }
}
