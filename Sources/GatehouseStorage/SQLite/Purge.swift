import GRDB
import GatehouseOAuth

/// Removes what nobody needs any more, a batch at a time; each function answers how many rows it removed.
enum Purge {
    /// As many rows go at once, so that those who write meanwhile wait for milliseconds.
    static let batchLimit = 1_000

    static func sessions(before now: Int64, in database: Database) throws -> Int {
        try delete(from: "session", key: "digest", where: "expiresAt < ?", now, in: database)
    }

    /// An expired token is answered as an unknown one; neither takes its family back.
    static func refreshTokens(before now: Int64, in database: Database) throws -> Int {
        try delete(from: "refreshToken", key: "digest", where: "expiresAt < ?", now, in: database)
    }

    /// A code that was used stays as long as its grant, for its replay takes the grant back.
    static func codes(before now: Int64, in database: Database) throws -> Int {
        let condition = "usedAt IS NULL AND expiresAt < ?"
        return try delete(from: "authorizationCode", key: "digest", where: condition, now, in: database)
    }

    /// Their refresh tokens have expired and are gone before them; their codes and devices' requests go with them.
    static func grants(before now: Int64, in database: Database) throws -> Int {
        try delete(from: "authorizationGrant", key: "sequence", where: "keptUntil < ?", now, in: database)
    }

    /// They issued nothing, so no client need hear of their session's end, and no token of theirs can be refused.
    static func unusedGrants(before now: Int64, in database: Database) throws -> Int {
        let condition = "lastUsedAt IS NULL AND expiresAt < ?"
        return try delete(from: "authorizationGrant", key: "sequence", where: condition, now, in: database)
    }

    static func audit(before instant: Int64, in database: Database) throws -> Int {
        try AuditRow.delete(before: instant, limit: batchLimit, in: database)
    }

    static func devices(before now: Int64, in database: Database) throws -> Int {
        try delete(from: "deviceAuthorization", key: "digest", where: "expiresAt < ?", now, in: database)
    }

    static func pushedRequests(before now: Int64, in database: Database) throws -> Int {
        try delete(from: "pushedRequest", key: "digest", where: "expiresAt < ?", now, in: database)
    }

    static func quotas(before now: Int64, in database: Database) throws -> Int {
        let rows = "SELECT quota, countedBy, caller FROM quotaUse WHERE endsAt <= ? LIMIT \(batchLimit)"
        try database.cachedStatement(sql: "DELETE FROM quotaUse WHERE (quota, countedBy, caller) IN (\(rows))")
            .execute(arguments: [now])
        return database.changesCount
    }

    static func singleUses(before now: Int64, in database: Database) throws -> Int {
        let rows = "SELECT digest, kind FROM singleUse WHERE expiresAt < ? LIMIT \(batchLimit)"
        try database.cachedStatement(sql: "DELETE FROM singleUse WHERE (digest, kind) IN (\(rows))")
            .execute(arguments: [now])
        return database.changesCount
    }

    private static func delete(
        from table: String,
        key: String,
        where condition: String,
        _ now: Int64,
        in database: Database
    ) throws -> Int {
        let rows = "SELECT \(key) FROM \(table) WHERE \(condition) LIMIT \(batchLimit)"
        try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(key) IN (\(rows))").execute(arguments: [now])
        return database.changesCount
    }
}

extension SQLiteStore {
    /// Runs batches until one finds less than it may remove; between them others write.
    func purge(_ batch: @escaping @Sendable (Database) throws -> Int) async throws(StorageError) {
        while try await write(batch) == Purge.batchLimit, !Task.isCancelled {}
    }
}
