import Foundation
import GRDB
package import GatehouseJOSE
package import GatehouseOAuth

extension SQLiteStore: RevocationStore {
    package func record(
        _ revocation: RevocationRecord,
        client: ClientID?,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord {
        try await write(touching: client) { database in
            let standing = try RevocationRow.merge(revocation, in: database)
            if let client, let instant = revocation.revokedBefore {
                try revoke(client, before: instant, in: database)
            }
            try AuditRow.insert(audit, in: database)
            return standing
        }
    }

    package func lift(_ key: RevocationKey, audit: AuditEvent) async throws(StorageError) {
        try await write { database in
            try database.cachedStatement(sql: "DELETE FROM revocation WHERE key = ?")
                .execute(arguments: [Data(key.bytes)])
            try AuditRow.insert(audit, in: database)
        }
    }

    package func revocation(of key: RevocationKey) async throws(StorageError) -> RevocationRecord? {
        try readAtOnce { try RevocationRow.fetch(key, in: $0) }
    }

    package func revocations(at now: Int64) async throws(StorageError) -> [RevocationRecord] {
        try await read { try RevocationRow.fetchAll(at: now, in: $0) }
    }

    package func purgeRevocations(before now: Int64) async throws(StorageError) {
        try await write { database in
            try database.cachedStatement(sql: "DELETE FROM revocation WHERE expiresAt < ?").execute(arguments: [now])
        }
    }
}

private func revoke(_ client: ClientID, before instant: Int64, in database: Database) throws {
    try database.cachedStatement(
        sql: "UPDATE client SET revokedBefore = max(ifnull(revokedBefore, :instant), :instant) WHERE id = :id"
    )
    .execute(arguments: ["instant": instant, "id": client.value])
}
