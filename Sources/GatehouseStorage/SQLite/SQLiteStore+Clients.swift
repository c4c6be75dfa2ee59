import GRDB
package import GatehouseOAuth

extension SQLiteStore: ClientStore {
    package func client(_ id: ClientID) async throws(StorageError) -> Client? {
        switch cache.find(id) {
        case .found(let client):
            return client
        case .unknown:
            return nil
        case .missing(let ticket):
            let client = try readAtOnce { try ClientRecord.fetch(id, in: $0) }
            if let client {
                cache.keep(client, ticket: ticket)
            } else {
                cache.keepUnknown(id, ticket: ticket)
            }
            return client
        }
    }

    package func clients(
        application: String?,
        after: ClientID?,
        limit: Int
    ) async throws(StorageError) -> [Client] {
        try await read { try ClientRecord.fetch(application: application, after: after, limit: limit, in: $0) }
    }

    package func create(_ client: Client, audit: AuditEvent) async throws(StorageError) -> ClientCreation {
        try await write(touching: client.id) { database in
            guard try !ClientRecord.exists(client.id, in: database) else { return .exists }
            try ClientRecord.insert(client, in: database)
            try AuditRow.insert(audit, in: database)
            return .created
        }
    }

    package func addSecret(
        _ secret: ClientSecret,
        to id: ClientID,
        keeping: Int,
        audit: AuditEvent
    ) async throws(StorageError) -> SecretAddition {
        try await write(touching: id) { database in
            guard try ClientRecord.exists(id, in: database) else { return .unknown }
            let dropped = try SecretRecord.keepNewest(max(keeping - 1, 0), of: id, in: database)
            try SecretRecord.insert(secret, of: id, in: database)
            try AuditRow.insert(audit, in: database)
            return .added(dropped: dropped)
        }
    }

    package func disable(
        _ id: ClientID,
        at: Int64,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            try database.cachedStatement(sql: "UPDATE client SET disabledAt = ? WHERE id = ? AND disabledAt IS NULL")
                .execute(arguments: [at, id.value])
            return try finishChange(of: id, revocation: revocation, audit: audit, in: database)
        }
    }

    package func enable(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            try database.cachedStatement(
                sql: """
                    UPDATE client SET disabledAt = NULL, revokedBefore = ? WHERE id = ? AND disabledAt IS NOT NULL
                    """
            )
            .execute(arguments: [revocation.revokedBefore, id.value])
            return try finishChange(of: id, revocation: revocation, audit: audit, in: database)
        }
    }

    package func delete(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            try database.cachedStatement(sql: "DELETE FROM client WHERE id = ?").execute(arguments: [id.value])
            return try finishChange(of: id, revocation: revocation, audit: audit, in: database)
        }
    }
}

/// Records the cause of the change that the last statement made, if it made one.
private func finishChange(
    of id: ClientID,
    revocation: RevocationRecord,
    audit: AuditEvent,
    in database: Database
) throws -> ClientChange {
    guard database.changesCount > 0 else {
        return try ClientRecord.exists(id, in: database) ? .unchanged : .unknown
    }
    try RevocationRow.replace(revocation, in: database)
    try AuditRow.insert(audit, in: database)
    return .changed
}
