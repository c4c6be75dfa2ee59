import GRDB
import GatehouseOAuth

/// A logout token that waits for its delivery, as a row.
enum LogoutDeliveryRow {
    /// Those that are due at `now`, longest due first.
    static func fetch(dueAt now: Int64, limit: Int, in database: Database) throws -> [LogoutDelivery] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT sequence, clientID, subject, sessionID, attempts, dueAt, createdAt FROM logoutDelivery
                WHERE dueAt <= ? ORDER BY dueAt, sequence LIMIT ?
                """
        )
        return try Row.fetchAll(statement, arguments: [now, max(limit, 0)]).map(delivery)
    }

    /// Stores a delivery as the newest.
    static func insert(_ delivery: LogoutDelivery, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO logoutDelivery (clientID, subject, sessionID, attempts, dueAt, createdAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            delivery.clientID.value, delivery.subject, delivery.sessionID, delivery.attempts, delivery.dueAt,
            delivery.createdAt,
        ])
    }

    /// Removes a delivery; answers whether it was there.
    static func delete(_ sequence: Int64, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM logoutDelivery WHERE sequence = ?")
            .execute(arguments: [sequence])
        return database.changesCount > 0
    }

    /// Notes one try more, and when the next one is due.
    static func postpone(_ sequence: Int64, until dueAt: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE logoutDelivery SET attempts = attempts + 1, dueAt = ? WHERE sequence = ?"
        )
        .execute(arguments: [dueAt, sequence])
    }

    private static func delivery(_ row: Row) throws -> LogoutDelivery {
        var columns = ColumnReader(row)
        return LogoutDelivery(
            sequence: try columns.next(),
            clientID: try columns.next(as: ClientID.init),
            subject: try columns.next(),
            sessionID: try columns.next(),
            attempts: try columns.next(),
            dueAt: try columns.next(),
            createdAt: try columns.next()
        )
    }
}
