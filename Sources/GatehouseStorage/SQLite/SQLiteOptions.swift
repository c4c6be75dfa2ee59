/// The numbers an SQLite store runs with.
struct SQLiteOptions: Sendable {
    /// How long a connection waits for a lock that another process holds, in seconds.
    var busyTimeout = 5.0
    /// Writes that may wait for the disk; more are refused.
    var queueCapacity = 4_096
    /// Clients that are kept in memory.
    var clientCacheCapacity = 8_192
    /// Ids of no client that are kept in memory.
    var unknownClientCacheCapacity = 1_024
    /// Clients' secrets, and as many sessions, whose last use may wait in memory; more are written early.
    var pendingUseCapacity = 1_024
    /// Connections that read while the writer writes; they are opened when they are first needed.
    var readerCount = 4
    /// Connections that read on the caller's thread; more callers wait for each other.
    var readerAtOnceCount = 8
    /// Files up to this many bytes are checked whole at open.
    var fullCheckBytes: Int64 = 32 << 20
}
