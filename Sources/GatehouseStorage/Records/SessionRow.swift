import Foundation
import GRDB
import GatehouseOAuth

/// A session as a row, under the digest of its secret.
enum SessionRow {
    private static let columns = """
        session.id, session.userID, session.createdAt, session.authenticatedAt, session.context, session.lastSeenAt,
        session.expiresAt, session.userAgent, session.address
        """
    private static let columnCount = 9

    /// The session of that secret that holds at `now`, with its person, who may sign in.
    static func fetch(_ digest: [UInt8], at now: Int64, in database: Database) throws -> SignedIn? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns), \(UserRow.columns) FROM session JOIN \(UserRow.source)
                WHERE session.digest = ? AND session.expiresAt > ? AND user.id = session.userID
                    AND user.disabledAt IS NULL
                """
        )
        return try Row.fetchOne(statement, arguments: [Data(digest), now])
            .map { row in
                SignedIn(session: try session(row), user: try UserRow.user(row, from: columnCount))
            }
    }

    /// A person's sessions that hold at `now`, last seen first.
    static func fetch(of user: UserID, at now: Int64, in database: Database) throws -> [Session] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM session WHERE userID = ? AND expiresAt > ? ORDER BY lastSeenAt DESC, id
                """
        )
        return try Row.fetchAll(statement, arguments: [user.value, now]).map(session)
    }

    /// Stores a session, or replaces the person's one of its id.
    static func replace(_ session: Session, digest: [UInt8], in database: Database) throws {
        let arguments: StatementArguments = [
            Data(digest), session.createdAt, session.authenticatedAt, session.context.rawValue, session.lastSeenAt,
            session.expiresAt, session.userAgent, session.address, session.id, session.userID.value,
        ]
        try database.cachedStatement(
            sql: """
                UPDATE session SET digest = ?, createdAt = ?, authenticatedAt = ?, context = ?, lastSeenAt = ?,
                    expiresAt = ?, userAgent = ?, address = ?
                WHERE id = ? AND userID = ?
                """
        )
        .execute(arguments: arguments)
        guard database.changesCount == 0 else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO session (digest, createdAt, authenticatedAt, context, lastSeenAt, expiresAt, userAgent,
                    address, id, userID)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: arguments)
    }

    /// Removes the session of a secret, unless it is the one of `id`.
    static func delete(_ digest: [UInt8], unless id: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM session WHERE digest = ? AND id <> ?")
            .execute(arguments: [Data(digest), id])
    }

    /// Removes a person's session; answers whether it was there.
    static func delete(_ id: String, of user: UserID, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM session WHERE id = ? AND userID = ?")
            .execute(arguments: [id, user.value])
        return database.changesCount > 0
    }

    /// Removes a person's sessions except `kept`; answers their ids in ascending order.
    static func deleteAll(of user: UserID, except kept: String?, in database: Database) throws -> [String] {
        let statement = try database.cachedStatement(
            sql: "DELETE FROM session WHERE userID = ? AND id IS NOT ? RETURNING id"
        )
        return try String.fetchAll(statement, arguments: [user.value, kept]).sorted()
    }

    /// Notes when a session was last used; an earlier instant changes nothing.
    static func noteUse(_ id: String, at: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE session SET lastSeenAt = :at WHERE id = :id AND lastSeenAt < :at")
            .execute(arguments: ["at": at, "id": id])
    }

    private static func session(_ row: Row) throws -> Session {
        var columns = ColumnReader(row)
        return Session(
            id: try columns.next(),
            userID: try columns.next(as: UserID.init),
            createdAt: try columns.next(),
            authenticatedAt: try columns.next(),
            context: try columns.next(as: AuthenticationContext.init(rawValue:)),
            lastSeenAt: try columns.next(),
            expiresAt: try columns.next(),
            userAgent: try columns.next(),
            address: try columns.next()
        )
    }
}
