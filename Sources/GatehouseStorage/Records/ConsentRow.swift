import GRDB
import GatehouseOAuth

/// A consent as a row.
enum ConsentRow {
    private static let columns = "userID, clientID, scope, createdAt, changedAt, lastUsedAt"

    /// The consent of that person for that client.
    static func fetch(of user: UserID, for client: ClientID, in database: Database) throws -> Consent? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM consent WHERE userID = ? AND clientID = ?"
        )
        return try Row.fetchOne(statement, arguments: [user.value, client.value]).map(consent)
    }

    /// A person's consents, last changed first.
    static func fetchAll(of user: UserID, in database: Database) throws -> [Consent] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM consent WHERE userID = ? ORDER BY changedAt DESC, clientID"
        )
        return try Row.fetchAll(statement, arguments: [user.value]).map(consent)
    }

    /// Stores a consent in the place of the earlier one; the later of the last uses stays.
    static func replace(_ consent: Consent, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO consent (\(columns)) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (userID, clientID) DO UPDATE SET scope = excluded.scope, createdAt = excluded.createdAt,
                    changedAt = excluded.changedAt,
                    lastUsedAt = max(ifnull(lastUsedAt, excluded.lastUsedAt), ifnull(excluded.lastUsedAt, lastUsedAt))
                """
        )
        .execute(arguments: [
            consent.userID.value, consent.clientID.value, consent.scope.serialized, consent.createdAt,
            consent.changedAt, consent.lastUsedAt,
        ])
    }

    /// Notes that the client got a token; an earlier instant changes nothing.
    static func use(user: String, client: String, at now: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE consent SET lastUsedAt = :now
                WHERE userID = :user AND clientID = :client AND ifnull(lastUsedAt < :now, 1)
                """
        )
        .execute(arguments: ["now": now, "user": user, "client": client])
    }

    /// Forgets a consent; answers whether it was there.
    static func delete(of user: UserID, for client: ClientID, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM consent WHERE userID = ? AND clientID = ?")
            .execute(arguments: [user.value, client.value])
        return database.changesCount > 0
    }

    private static func consent(_ row: Row) throws -> Consent {
        var columns = ColumnReader(row)
        return Consent(
            userID: try columns.next(as: UserID.init),
            clientID: try columns.next(as: ClientID.init),
            scope: try columns.next(as: ColumnText.scopes),
            createdAt: try columns.next(),
            changedAt: try columns.next(),
            lastUsedAt: try columns.next()
        )
    }
}
