import Foundation
import GRDB
import GatehouseOAuth

/// An authorization code as a row, under its digest.
enum CodeRow {
    private static let columns = """
        digest, grantID, clientID, redirectURI, codeChallenge, nonce, keyThumbprint, expiresAt
        """

    /// The code of that digest and client.
    static func fetch(_ digest: [UInt8], of client: ClientID, in database: Database) throws -> AuthorizationCode? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM authorizationCode WHERE digest = ? AND clientID = ?"
        )
        return try Row.fetchOne(statement, arguments: [Data(digest), client.value]).map(code)
    }

    /// Stores a code that nobody has used.
    static func insert(_ code: AuthorizationCode, in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO authorizationCode (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        .execute(arguments: [
            Data(code.digest), code.grantID, code.clientID.value, code.redirectURI, code.codeChallenge, code.nonce,
            code.keyThumbprint, code.expiresAt,
        ])
    }

    /// Uses a code up; nil if there is none of that client, or none that is unused.
    static func use(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64,
        in database: Database
    ) throws -> AuthorizationCode? {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE authorizationCode SET usedAt = ?
                WHERE digest = ? AND clientID = ? AND usedAt IS NULL RETURNING \(columns)
                """
        )
        return try Row.fetchAll(statement, arguments: [now, Data(digest), client.value]).first.map(code)
    }

    private static func code(_ row: Row) throws -> AuthorizationCode {
        var columns = ColumnReader(row)
        return AuthorizationCode(
            digest: try columns.nextBytes(),
            grantID: try columns.next(),
            clientID: try columns.next(as: ClientID.init),
            redirectURI: try columns.next(),
            codeChallenge: try columns.next(),
            nonce: try columns.next(),
            keyThumbprint: try columns.next(),
            expiresAt: try columns.next()
        )
    }
}
