import GRDB
import GatehouseOAuth

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Opens `decisions.sqlite`, or says why it cannot be used.
enum DecisionOpening {
    /// Marks our files in the header of the database ("GATD").
    static let applicationID: Int32 = 0x4741_5444
    /// Files up to this many bytes are checked whole at open.
    private static let fullCheckBytes: Int64 = 32 << 20

    /// A pool on a file that is ours, healthy and private; it is made if there is none.
    static func open(path: String) throws(StorageError) -> DatabasePool {
        try DatabaseFile.makePrivate(path: path)
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            do {
                try check(pool)
                try pool.writeWithoutTransaction { database in
                    // What a power cut could take is the last second of decisions, not the truth.
                    try database.execute(
                        sql: """
                            PRAGMA synchronous = NORMAL;
                            PRAGMA journal_size_limit = 67108864;
                            PRAGMA application_id = \(applicationID);
                            """
                    )
                }
                try DecisionSchema.migrator.migrate(pool)
                return pool
            } catch {
                try? pool.close()
                throw error
            }
        } catch {
            throw StorageError(storing: error)
        }
    }

    /// A connection that only reads, beside the server that writes or without one.
    static func reading(path: String) throws(StorageError) -> DatabaseQueue {
        var configuration = configuration
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StorageError(storing: error)
        }
    }

    /// Puts a file that cannot be used aside, with what belongs to it; the last one that was put there goes.
    static func setAside(path: String) {
        for suffix in ["", "-wal"] { rename(path + suffix, "\(path).damaged\(suffix)") }
        unlink(path + "-shm")
    }

    private static func check(_ pool: DatabasePool) throws {
        try pool.read { database in
            let found = try Int32.fetchOne(database, sql: "PRAGMA application_id")
            let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
            guard isEmpty || found == applicationID else {
                throw StorageError.corrupt("it is the database of another program")
            }
            guard try !DecisionSchema.migrator.hasBeenSuperseded(database) else { throw StorageError.newerVersion }
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            guard pages * pageSize <= fullCheckBytes else { return }
            let findings = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard findings == "ok" else { throw StorageError.corrupt(findings ?? "no answer") }
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "gatehouse.decisions"
        configuration.busyMode = .timeout(2)
        configuration.maximumReaderCount = 4
        // Else a rollback that fails, as on a broken disk, would end the process.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // A file that somebody prepared must not run functions; the cache holds the upper pages of the indexes.
            try database.execute(
                sql: "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384"
            )
        }
        return configuration
    }
}
