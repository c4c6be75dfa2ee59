import Foundation
import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// A revocation as a row.
enum RevocationRow {
    /// The revocation of that key.
    static func fetch(_ key: RevocationKey, in database: Database) throws -> RevocationRecord? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM revocation WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [Data(key.bytes)]).map(revocation)
    }

    /// The revocations that are in force at `now`.
    static func fetchAll(at now: Int64, in database: Database) throws -> [RevocationRecord] {
        var found: [RevocationRecord] = []
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT * FROM revocation WHERE expiresAt IS NULL OR expiresAt >= ?",
            arguments: [now]
        )
        while let row = try rows.next() {
            found.append(try revocation(row))
        }
        return found
    }

    /// Stores a revocation, merged with the one of its key; answers what stands now.
    static func merge(_ revocation: RevocationRecord, in database: Database) throws -> RevocationRecord {
        let earlier = try fetch(revocation.key, in: database)
        let standing = earlier.map { revocation.merged(with: $0) } ?? revocation
        try replace(standing, in: database)
        return standing
    }

    /// Stores a revocation in the place of the one with its key.
    static func replace(_ revocation: RevocationRecord, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO revocation (key, kind, revokedBefore, recordedAt, expiresAt, client)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, revokedBefore = excluded.revokedBefore,
                    recordedAt = excluded.recordedAt, expiresAt = excluded.expiresAt,
                    client = excluded.client
                """
        )
        .execute(arguments: [
            Data(revocation.key.bytes), revocation.kind.rawValue, revocation.revokedBefore, revocation.recordedAt,
            revocation.expiresAt, revocation.owner.map { Data($0.bytes) },
        ])
    }

    private static func revocation(_ row: Row) throws -> RevocationRecord {
        let bytes: Data = try row.decode(forColumn: "key")
        let kind: String = try row.decode(forColumn: "kind")
        guard let key = RevocationKey(bytes: Array(bytes)), let kind = RevocationKind(rawValue: kind) else {
            throw StorageError.corrupt("a revocation has a key or kind that none may have")
        }
        let owner: Data? = try row.decode(forColumn: "client")
        return RevocationRecord(
            kind: kind,
            key: key,
            revokedBefore: try row.decode(forColumn: "revokedBefore"),
            recordedAt: try row.decode(forColumn: "recordedAt"),
            expiresAt: try row.decode(forColumn: "expiresAt"),
            owner: try owner.map { try ownerKey($0) }
        )
    }

    private static func ownerKey(_ bytes: Data) throws -> RevocationKey {
        guard let key = RevocationKey(bytes: Array(bytes)) else {
            throw StorageError.corrupt("a revocation belongs to what nothing can belong to")
        }
        return key
    }
}
