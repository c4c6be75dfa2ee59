import Foundation
import GRDB
import GatehouseOAuth

/// A client's secret as a row.
enum SecretRecord {
    /// The client's secrets in the order in which they were stored.
    static func fetch(of client: ClientID, in database: Database) throws -> [ClientSecret] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, label, digest, createdAt, lastUsedAt FROM clientSecret
                WHERE clientID = ? ORDER BY sequence
                """
        )
        return try Row.fetchAll(statement, arguments: [client.value])
            .map { row in
                ClientSecret(
                    id: try row.decode(forColumn: "id"),
                    label: try row.decode(forColumn: "label"),
                    digest: Array(try row.decode(Data.self, forColumn: "digest")),
                    createdAt: try row.decode(forColumn: "createdAt"),
                    lastUsedAt: try row.decode(forColumn: "lastUsedAt")
                )
            }
    }

    /// Stores a secret as the client's newest.
    static func insert(_ secret: ClientSecret, of client: ClientID, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO clientSecret (clientID, id, label, digest, createdAt, lastUsedAt) VALUES (?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            client.value, secret.id, secret.label, Data(secret.digest), secret.createdAt, secret.lastUsedAt,
        ])
    }

    /// Removes all but the newest `count`; answers the ids of those removed, oldest first.
    static func keepNewest(_ count: Int, of client: ClientID, in database: Database) throws -> [String] {
        let ids = try fetch(of: client, in: database).map(\.id).dropLast(count)
        let statement = try database.cachedStatement(sql: "DELETE FROM clientSecret WHERE clientID = ? AND id = ?")
        for id in ids {
            try statement.execute(arguments: [client.value, id])
        }
        return Array(ids)
    }

    /// Removes a secret; answers whether it was there.
    static func delete(_ id: String, of client: ClientID, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM clientSecret WHERE clientID = ? AND id = ?")
            .execute(arguments: [client.value, id])
        return database.changesCount > 0
    }

    /// Notes when a secret was last used; an earlier instant changes nothing.
    static func noteUse(_ use: SecretUse, at: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE clientSecret SET lastUsedAt = max(ifnull(lastUsedAt, :at), :at)
                WHERE clientID = :client AND id = :secret
                """
        )
        .execute(arguments: ["at": at, "client": use.client.value, "secret": use.secret])
    }
}
