import GRDB
import GatehouseOAuth

/// An application of the store as a row of its table.
enum ApplicationRow {
    private static let columns = "sequence, key, document, createdAt, changedAt"

    /// All of them, ascending by key.
    static func fetchAll(_ database: Database) throws -> [StoredApplication] {
        let sql = "SELECT \(columns) FROM application ORDER BY key"
        return try Row.fetchAll(try database.cachedStatement(sql: sql)).map(application)
    }

    /// The one of that key.
    static func fetch(_ key: String, in database: Database) throws -> StoredApplication? {
        let sql = "SELECT \(columns) FROM application WHERE key = ?"
        return try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: [key]).map(application)
    }

    /// Adds one; its version is the sequence that it gets.
    static func insert(
        _ key: String,
        text: String,
        createdAt: Int64,
        changedAt: Int64,
        in database: Database
    ) throws -> StoredApplication {
        try database.cachedStatement(
            sql: "INSERT INTO application (key, document, createdAt, changedAt) VALUES (?, ?, ?, ?)"
        )
        .execute(arguments: [key, text, createdAt, changedAt])
        return StoredApplication(
            key: key,
            text: text,
            version: String(database.lastInsertedRowID),
            createdAt: createdAt,
            changedAt: changedAt
        )
    }

    static func delete(_ key: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM application WHERE key = ?").execute(arguments: [key])
    }

    /// Who belongs to the application or holds a scope of it.
    static func holders(of key: String, in database: Database) throws -> ApplicationHolders {
        // Keys have no underscore, so that no other application's scope begins like this.
        let prefix = key + "_"
        let sql = """
            SELECT
                (SELECT count(*) FROM client WHERE application = ?),
                (SELECT count(*) FROM client WHERE application <> ? AND id IN (
                    SELECT clientID FROM clientScope WHERE substr(scope, 1, length(?)) = ?
                )),
                (SELECT count(*) FROM user WHERE instr(' ' || assignedScope, ?) > 0)
            """
        let statement = try database.cachedStatement(sql: sql)
        let arguments: StatementArguments = [key, key, prefix, prefix, " " + prefix]
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { return ApplicationHolders() }
        var columns = ColumnReader(row)
        return ApplicationHolders(
            own: try columns.next(),
            otherClients: try columns.next(),
            people: try columns.next()
        )
    }

    private static func application(_ row: Row) throws -> StoredApplication {
        var columns = ColumnReader(row)
        let sequence: Int64 = try columns.next()
        return StoredApplication(
            key: try columns.next(),
            text: try columns.next(),
            version: String(sequence),
            createdAt: try columns.next(),
            changedAt: try columns.next()
        )
    }
}
