package import GatehouseProxy
package import GatehouseStorage
package import Logging
import NIOPosix
import Synchronization

/// Records what the gate decided, on a thread of its own: counts every request, and keeps as many as it can explain.
///
/// The queue is bounded: what does not fit is dropped and counted. Nothing that happens here, a stalled disk included,
/// reaches the event loops.
package final class DecisionRecorder: AccessRecording {
    private struct Queue {
        var batches: [[AccessRecord]] = []
        var count = 0
        /// Bytes of refused tokens that wait to be looked into.
        var presentedBytes = 0
        var isScheduled = false
        var isClosed = false
        var dropped: UInt64 = 0
    }

    /// How many requests may wait before more are dropped.
    package static let defaultCapacity = 65_536
    /// Of refused tokens not more than this waits, in bytes; then they are not looked into.
    private static let presentedLimit = 16 << 20

    let database: DecisionDatabase
    let watchers = LiveDecisions()
    private let losses = DecisionLosses()
    private let capacity: Int
    /// Unix milliseconds.
    private let clock: @Sendable () -> Int64
    private let queue = Mutex(Queue())
    /// Only the one thread of the pool takes this lock for long.
    private let work: Mutex<DecisionWork>
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// Starts the thread; the clock tells Unix milliseconds.
    package init(
        _ configuration: DecisionConfiguration,
        database: DecisionDatabase,
        sampling: DecisionSampling = DecisionSampling(),
        capacity: Int = DecisionRecorder.defaultCapacity,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.database = database
        self.capacity = capacity
        self.clock = clock
        self.work = Mutex(
            DecisionWork(
                configuration,
                sampling: sampling,
                database: database,
                live: watchers,
                losses: losses,
                logger: logger
            )
        )
        thread.start()
    }

    /// Starts the recorder of a server, on the file in its data directory.
    convenience init(_ configuration: GatehouseConfiguration, logger: Logger) {
        self.init(
            configuration.decisions,
            database: DecisionDatabase(path: DataDirectory(configuration.data).decisions, logger: logger),
            clock: { WallTime.now().sinceEpoch },
            logger: logger
        )
    }

    /// Decisions that were lost because too many waited or the disk failed.
    package var droppedCount: UInt64 { queue.withLock { $0.dropped } &+ losses.lostCount }

    /// Decisions that were counted and not kept one by one.
    package var sampledOutCount: UInt64 { losses.sampledOutCount }

    /// Takes finished requests; never waits.
    package func record(_ batch: [AccessRecord]) {
        let presented = batch.reduce(0) { $0 + ($1.presentedToken?.bytes.count ?? 0) }
        let mustSchedule = queue.withLock { queue in
            let room = queue.isClosed ? 0 : max(0, capacity - queue.count)
            queue.dropped &+= UInt64(max(0, batch.count - room))
            guard room > 0, !batch.isEmpty else { return false }
            let isReadable = queue.presentedBytes + presented <= Self.presentedLimit
            if isReadable { queue.presentedBytes += presented }
            let fitting = batch.count <= room ? batch : Array(batch.prefix(room))
            queue.batches.append(isReadable ? fitting : fitting.withoutPresentedTokens())
            queue.count += fitting.count
            defer { queue.isScheduled = true }
            return !queue.isScheduled
        }
        if mustSchedule { thread.submit { [self] _ in drain() } }
    }

    /// Writes what was recorded, also access tokens that were issued since the last time, by grant type.
    package func flush(issued: [String: Int64] = [:]) async {
        try? await thread.runIfActive { [self] in
            drain()
            let now = clock()
            work.withLock { work in
                work.count(issued: issued, now: now)
                work.flush(now: now)
            }
        }
    }

    /// Ends the streams of those who watch.
    package func endStreams() {
        watchers.finish()
    }

    /// Writes what waits and stops.
    package func close() async {
        queue.withLock { $0.isClosed = true }
        await flush()
        watchers.finish()
        try? await thread.shutdownGracefully()
        database.close()
    }

    private func drain() {
        while let batches = next() {
            for batch in batches {
                let now = clock()
                work.withLock { $0.take(batch, now: now) }
            }
        }
    }

    private func next() -> [[AccessRecord]]? {
        queue.withLock { queue in
            guard !queue.batches.isEmpty else {
                queue.isScheduled = false
                return nil
            }
            defer {
                queue.batches = []
                queue.count = 0
                queue.presentedBytes = 0
            }
            return queue.batches
        }
    }
}

extension [AccessRecord] {
    /// The records without tokens that nobody vouches for; the same array if there is none.
    func withoutPresentedTokens() -> [AccessRecord] {
        guard contains(where: { $0.presentedToken != nil }) else { return self }
        return map { record in
            var record = record
            record.presentedToken = nil
            return record
        }
    }
}
