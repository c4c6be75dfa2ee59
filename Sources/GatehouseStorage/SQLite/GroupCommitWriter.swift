import GRDB
import GatehouseOAuth
import Synchronization

/// Runs port calls one after another on the writing connection, many of them to one durable commit.
///
/// While one batch waits for the disk, the calls that arrive meanwhile queue and share the next commit: under load a
/// commit is paid for by up to 256 calls, and a lone call still commits at once. Each call has a savepoint of its own,
/// so one that fails takes nothing with it; nobody is answered before the commit has returned.
final class GroupCommitWriter: Sendable {
    /// What the writer has done since it was made.
    struct Statistics: Sendable, Equatable {
        /// Calls that were answered with success.
        var calls = 0
        /// Transactions that were committed.
        var commits = 0
    }

    private struct State {
        var waiting: [WriteCall] = []
        var isScheduled = false
        var isClosed = false
        var statistics = Statistics()
    }

    /// As many calls share a commit at most.
    static let batchLimit = 256

    private let pool: DatabasePool
    private let capacity: Int
    private let health: StoreHealth
    private let state = Mutex(State())

    init(pool: DatabasePool, capacity: Int, health: StoreHealth) {
        self.pool = pool
        self.capacity = capacity
        self.health = health
    }

    var statistics: Statistics {
        state.withLock { $0.statistics }
    }

    /// How many calls wait for their turn.
    var waitingCount: Int {
        state.withLock { $0.waiting.count }
    }

    /// Runs `body` in a savepoint and returns its value once it is on disk.
    ///
    /// A call that was queued is carried out even if the task that waits for it is cancelled: the answer stays true.
    func perform<Value: Sendable>(
        settle: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            let call = WriteCall(
                run: { database in
                    let value = try body(database)
                    return { continuation.resume(returning: .success(value)) }
                },
                fail: { continuation.resume(returning: .failure($0)) },
                settle: settle
            )
            if let refusal = enqueue(call) {
                continuation.resume(returning: .failure(refusal))
            }
        }
        return try result.get()
    }

    /// Queues `call`, or says why not; a refused call is neither run nor answered.
    func enqueue(_ call: WriteCall) -> StorageError? {
        let (refusal, mustSchedule) = state.withLock { state -> (StorageError?, Bool) in
            if state.isClosed {
                return (.unavailable("the store is closed"), false)
            }
            guard state.waiting.count < capacity else {
                return (.unavailable("\(capacity) writes are waiting for the disk already"), false)
            }
            state.waiting.append(call)
            defer { state.isScheduled = true }
            return (nil, !state.isScheduled)
        }
        if mustSchedule {
            schedule()
        }
        return refusal
    }

    /// Refuses further calls and returns when those that were accepted have been answered.
    ///
    /// - Returns: Whether this call closed it; false if it was closed before.
    func close() -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        pool.writeWithoutTransaction { database in
            while case let calls = takeBatch(), !calls.isEmpty {
                commit(calls, in: database)
            }
        }
        return isFirst
    }

    // MARK: On the writer's queue

    /// One batch a turn, so that others who need the writing connection get theirs.
    private func schedule() {
        pool.asyncWriteWithoutTransaction { database in
            self.commit(self.takeBatch(), in: database)
            let hasMore = self.state.withLock { state in
                state.isScheduled = !state.waiting.isEmpty
                return state.isScheduled
            }
            if hasMore {
                self.schedule()
            }
        }
    }

    private func takeBatch() -> [WriteCall] {
        state.withLock { state in
            guard state.waiting.count > Self.batchLimit else {
                defer { state.waiting.removeAll(keepingCapacity: true) }
                return state.waiting
            }
            defer { state.waiting.removeFirst(Self.batchLimit) }
            return Array(state.waiting.prefix(Self.batchLimit))
        }
    }

    private func commit(_ calls: [WriteCall], in database: Database) {
        var rest = calls[...]
        while !rest.isEmpty {
            let batch = WriteBatch.run(&rest, in: database)
            state.withLock { state in
                state.statistics.calls += batch.stored
                state.statistics.commits += batch.stored > 0 ? 1 : 0
            }
            // Whoever is told of a failure finds it in the health, too.
            if batch.hasChanged { health.stored() }
            batch.failures.forEach(health.refused)
            batch.answer()
        }
    }
}
