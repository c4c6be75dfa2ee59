import GRDB
package import GatehouseOAuth

extension SQLiteStore {
    package func purgeUnusedRegistrations(before instant: Int64) async throws(StorageError) {
        var found = 0
        repeat {
            let ids = try await read { try UnusedRegistration.fetch(before: instant, in: $0) }
            found = ids.count
            guard !ids.isEmpty else { return }
            try await writer.perform(
                settle: { [cache, access] in
                    cache.forget(ids)
                    access.forget()
                },
                { database in
                    for id in ids {
                        try UnusedRegistration.delete(id, before: instant, in: database)
                    }
                }
            )
        } while found == UnusedRegistration.batchLimit && !Task.isCancelled
    }
}

/// A client that registered itself and never got a token; one that an administrator disabled stays as it is.
private enum UnusedRegistration {
    /// A client goes with much that belongs to it.
    static let batchLimit = 100

    /// Its second and third part are those of the index `clientUnusedRegistration`.
    private static let condition = """
        createdAt < ? AND firstIssuedAt IS NULL AND profile GLOB '*"source":"dynamic"*'
        AND disabledAt IS NULL AND NOT EXISTS (SELECT 1 FROM authorizationGrant WHERE clientID = client.id)
        """

    static func fetch(before instant: Int64, in database: Database) throws -> [ClientID] {
        let sql = "SELECT id FROM client WHERE \(condition) LIMIT \(batchLimit)"
        return try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: [instant])
            .map { row in
                var columns = ColumnReader(row)
                return try columns.next(as: ClientID.init)
            }
    }

    /// Deletes it unless it was used since it was found.
    static func delete(_ id: ClientID, before instant: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM client WHERE \(condition) AND id = ?")
            .execute(arguments: [instant, id.value])
    }
}
