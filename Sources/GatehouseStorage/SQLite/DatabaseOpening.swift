import GRDB
import GatehouseOAuth

/// Opens the database file, or says why this program must leave it alone.
enum DatabaseOpening {
    /// Marks our files in the header of the database ("GATE").
    static let applicationID: Int32 = 0x4741_5445

    /// A pool on a file that is ours, healthy, of our version, durable and private.
    static func open(
        path: String,
        sealing: RowSealing,
        options: SQLiteOptions
    ) throws(StorageError) -> DatabasePool {
        try DatabaseFile.makePrivate(path: path)
        do {
            try inspect(path: path, options: options)
            let pool = try DatabasePool(path: path, configuration: configuration(options))
            try makeDurable(pool)
            try Schema.migrator.migrate(pool)
            try sealing.takeOver(pool)
            return pool
        } catch {
            throw StorageError(storing: error)
        }
    }

    /// More readers of a file that is open already.
    static func readers(path: String, options: SQLiteOptions) throws(StorageError) -> DatabasePool {
        var configuration = configuration(options)
        configuration.readonly = true
        configuration.maximumReaderCount = options.readerAtOnceCount
        do {
            return try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw StorageError(storing: error)
        }
    }

    /// Looks without writing, so that a database of a newer version or of another program stays as it is.
    private static func inspect(path: String, options: SQLiteOptions) throws {
        var configuration = configuration(options)
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        try queue.read { database in
            try checkOwner(database, path: path)
            guard try !Schema.migrator.hasBeenSuperseded(database) else {
                throw StorageError.newerVersion
            }
            try checkHealth(database, path: path, options: options)
        }
    }

    private static func checkOwner(_ database: Database, path: String) throws {
        let found = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard isEmpty || found == applicationID else {
            throw StorageError.corrupt("\(path) is the database of another program")
        }
    }

    private static func checkHealth(_ database: Database, path: String, options: SQLiteOptions) throws {
        let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        guard pages * pageSize <= options.fullCheckBytes else { return }
        let findings = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard findings == "ok" else {
            throw StorageError.corrupt("\(path) is damaged (\(findings ?? "no answer")); restore a backup")
        }
    }

    private static func configuration(_ options: SQLiteOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "gatehouse"
        configuration.busyMode = .timeout(options.busyTimeout)
        configuration.maximumReaderCount = options.readerCount
        // Else a rollback that fails, as on a broken disk, would end the process; `WriteBatch` tries it again.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // A file that somebody prepared must not run functions; what was deleted is overwritten, for keys are here;
            // intermediate results never reach a file of their own.
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA secure_delete = ON;
                    PRAGMA temp_store = MEMORY;
                    """
            )
        }
        return configuration
    }

    /// Sets what GRDB leaves at NORMAL in WAL mode, where a power cut could make a redeemed code redeemable again.
    private static func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            let foreignKeys = try Bool.fetchOne(database, sql: "PRAGMA foreign_keys")
            guard synchronous == 2, journal == "wal", foreignKeys == true else {
                throw StorageError.unavailable("SQLite does not offer durable writes with foreign keys here")
            }
        }
    }
}
