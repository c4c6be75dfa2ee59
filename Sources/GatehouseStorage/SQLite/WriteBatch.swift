import GRDB
import GatehouseOAuth

/// The calls that shared one transaction, and what became of each.
struct WriteBatch {
    private struct Outcome {
        let call: WriteCall
        let result: Result<WriteCall.Answer, StorageError>
    }

    private var outcomes: [Outcome] = []

    /// How many calls have their changes on disk.
    private(set) var stored = 0

    /// Whether the calls that are stored changed anything; if not, their commit did not need the disk.
    var hasChanged: Bool { stored > 0 && changes > 0 }

    private var changes = 0

    /// Why calls failed.
    var failures: [StorageError] {
        outcomes.compactMap { outcome in
            guard case .failure(let failure) = outcome.result else { return nil }
            return failure
        }
    }

    /// Runs calls off the front of `calls` in one transaction and commits it.
    ///
    /// Usually that is all of them. Some failures (a full disk, for one) make SQLite roll back the whole transaction;
    /// then the calls that ran share the failure and the rest stay for a transaction of their own.
    static func run(_ calls: inout ArraySlice<WriteCall>, in database: Database) -> WriteBatch {
        var batch = WriteBatch()
        batch.outcomes.reserveCapacity(calls.count)
        do {
            if database.isInsideTransaction {
                // The last batch could not even be rolled back, its disk being broken; nobody was told it was stored.
                try database.rollback()
            }
            try database.beginTransaction(.immediate)
        } catch {
            batch.failAll(calls, StorageError(storing: error))
            calls = []
            return batch
        }
        while let call = calls.popFirst() {
            let before = database.totalChangesCount
            let result = attempt(call, in: database)
            if case .success = result { batch.changes += database.totalChangesCount - before }
            batch.outcomes.append(Outcome(call: call, result: result))
            if case .failure(let failure) = result, !database.isInsideTransaction {
                batch.failSuccesses(failure)
                return batch
            }
        }
        batch.commit(database)
        return batch
    }

    /// Tells every caller; caches have dropped what changed by then.
    func answer() {
        for outcome in outcomes {
            outcome.call.settle()
        }
        for outcome in outcomes {
            switch outcome.result {
            case .success(let answer): answer()
            case .failure(let failure): outcome.call.fail(failure)
            }
        }
    }

    private static func attempt(_ call: WriteCall, in database: Database) -> Result<WriteCall.Answer, StorageError> {
        do {
            try database.cachedStatement(sql: "SAVEPOINT portCall").execute()
            let answer = try call.run(database)
            try database.cachedStatement(sql: "RELEASE portCall").execute()
            return .success(answer)
        } catch {
            undo(in: database)
            return .failure(StorageError(storing: error))
        }
    }

    /// Takes back what the failed call did; if even that fails, the whole transaction goes.
    private static func undo(in database: Database) {
        guard database.isInsideTransaction else { return }
        do {
            try database.execute(sql: "ROLLBACK TO portCall")
            try database.execute(sql: "RELEASE portCall")
        } catch {
            try? database.rollback()
        }
    }

    private mutating func commit(_ database: Database) {
        do {
            try database.commit()
            stored = outcomes.count { if case .success = $0.result { true } else { false } }
        } catch {
            try? database.rollback()
            failSuccesses(StorageError(storing: error))
        }
    }

    private mutating func failAll(_ calls: ArraySlice<WriteCall>, _ failure: StorageError) {
        outcomes += calls.map { Outcome(call: $0, result: .failure(failure)) }
    }

    /// What a transaction that was rolled back had promised did not happen.
    private mutating func failSuccesses(_ failure: StorageError) {
        outcomes = outcomes.map { outcome in
            switch outcome.result {
            case .success: Outcome(call: outcome.call, result: .failure(failure))
            case .failure: outcome
            }
        }
    }
}
