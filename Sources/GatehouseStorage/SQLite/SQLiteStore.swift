import GRDB
package import GatehouseJOSE
package import GatehouseOAuth
package import Logging

/// Keeps everything in one SQLite database file that this process alone writes.
///
/// What was answered is on disk (`synchronous = FULL`); many writes share one commit (`GroupCommitWriter`). Reads do
/// not wait for writes, and the clients that ask for tokens are read from memory.
package final class SQLiteStore: Sendable {
    let pool: DatabasePool
    /// For reads on the caller's thread.
    ///
    /// A task that reads from the other pool keeps its connection until a thread of
    /// Swift's tasks is free; a thread that waited for that connection would wait for ever.
    private let readersAtOnce: DatabasePool
    let writer: GroupCommitWriter
    let cache: ClientCache
    let access = AccessCache()
    let secretUses: CoalescedUses<SecretUse>
    let sessionUses: CoalescedUses<String>
    let sealing: RowSealing
    let health: StoreHealth
    private let logger: Logger

    /// Opens the file, makes it if there is none, and brings it to this version's form.
    ///
    /// With a key the private keys and the root key are kept sealed; those that were plain are sealed now.
    ///
    /// - Throws: `.sealed` if the secrets in it were sealed with another key than the one that is given.
    package static func open(
        path: String,
        sealing: SealingKey? = nil,
        logger: Logger
    ) throws(StorageError) -> SQLiteStore {
        try open(path: path, sealing: sealing, options: SQLiteOptions(), logger: logger)
    }

    static func open(
        path: String,
        sealing: SealingKey? = nil,
        options: SQLiteOptions,
        logger: Logger
    ) throws(StorageError) -> SQLiteStore {
        let sealing = RowSealing(sealing)
        let pool = try DatabaseOpening.open(path: path, sealing: sealing, options: options)
        let readersAtOnce = try DatabaseOpening.readers(path: path, options: options)
        logger.debug("database opened", metadata: ["gatehouse.database": "\(path)"])
        return SQLiteStore(pool, readersAtOnce: readersAtOnce, sealing: sealing, options: options, logger: logger)
    }

    private init(
        _ pool: DatabasePool,
        readersAtOnce: DatabasePool,
        sealing: RowSealing,
        options: SQLiteOptions,
        logger: Logger
    ) {
        self.pool = pool
        self.readersAtOnce = readersAtOnce
        self.sealing = sealing
        self.logger = logger
        health = StoreHealth(logger: logger)
        writer = GroupCommitWriter(pool: pool, capacity: options.queueCapacity, health: health)
        cache = ClientCache(
            capacity: options.clientCacheCapacity,
            unknownCapacity: options.unknownClientCacheCapacity
        )
        secretUses = CoalescedUses(capacity: options.pendingUseCapacity)
        sessionUses = CoalescedUses(capacity: options.pendingUseCapacity)
    }

    /// Writes what still waits and closes the file; every later call fails with `.unavailable`.
    package func close() {
        enqueueUses { _ in }
        guard writer.close() else { return }
        try? readersAtOnce.close()
        // Then the file alone is the whole database, also for whoever copies it; opening it again does the same.
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        do {
            try pool.close()
        } catch {
            logger.warning("database did not close cleanly", metadata: ["error": "\(StorageError(storing: error))"])
        }
    }

    /// Reads on another connection than the one that writes; sees only what was committed.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw unread(error)
        }
    }

    /// Reads a few rows at once on the calling thread, for the hop to another thread would cost more than they do.
    func readAtOnce<Value>(_ body: (Database) throws -> Value) throws(StorageError) -> Value {
        do {
            return try readersAtOnce.read(body)
        } catch {
            throw unread(error)
        }
    }

    private func unread(_ error: any Error) -> StorageError {
        let error = StorageError(storing: error)
        health.unread(error)
        return error
    }

    /// Writes in a transaction of the group commit; what the cache knows of `client` is forgotten before the answer.
    func write<Value: Sendable>(
        touching client: ClientID? = nil,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageError) -> Value {
        let forget: @Sendable () -> Void = { [cache, access] in
            if let client {
                cache.forget([client])
                access.forget()
            }
        }
        return try await writer.perform(settle: forget, body)
    }
}
