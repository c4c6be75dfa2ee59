import Foundation
import GRDB
import GatehouseOAuth

/// A refresh token as a row, under its digest.
enum RefreshTokenRow {
    /// A token with what decides its rotation.
    struct Found {
        let token: RefreshToken
        let grant: Grant
        /// When it was rotated, in Unix seconds.
        let rotatedAt: Int64?
        /// When its successor expires, in Unix seconds; nil if there is none that was not rotated itself.
        let liveSuccessorExpiresAt: Int64?
        /// How many tokens were rotated before it in a row.
        let generation: Int64
    }

    /// The token of that digest.
    static func fetch(_ digest: [UInt8], in database: Database) throws -> Found? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT token.digest, token.grantID, token.salt, token.keyThumbprint, token.createdAt, token.expiresAt,
                    token.rotatedAt, successor.expiresAt, token.generation, \(GrantRow.columns)
                FROM refreshToken AS token JOIN authorizationGrant ON authorizationGrant.id = token.grantID
                LEFT JOIN refreshToken AS successor
                    ON successor.digest = token.successor AND successor.rotatedAt IS NULL
                WHERE token.digest = ?
                """
        )
        return try Row.fetchOne(statement, arguments: [Data(digest)]).map(found)
    }

    /// Stores a token that was not rotated.
    static func insert(_ token: RefreshToken, generation: Int64 = 0, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO refreshToken (digest, grantID, salt, keyThumbprint, createdAt, expiresAt, generation)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            Data(token.digest), token.grantID, Data(token.salt), token.keyThumbprint, token.createdAt, token.expiresAt,
            generation,
        ])
    }

    /// Notes what a token was rotated to; answers whether it had not been before.
    static func rotate(
        _ digest: [UInt8],
        to successor: [UInt8],
        at now: Int64,
        in database: Database
    ) throws -> Bool {
        try database.cachedStatement(
            sql: "UPDATE refreshToken SET rotatedAt = ?, successor = ? WHERE digest = ? AND rotatedAt IS NULL"
        )
        .execute(arguments: [now, Data(successor), Data(digest)])
        return database.changesCount > 0
    }

    /// Forgets some of the oldest rotated tokens of a grant, the newest of which is of that generation.
    static func forgetRotated(of grantID: String, newest: Int64, at now: Int64, in database: Database) throws {
        // Most grants are young: nothing is asked for them.
        guard newest >= RotationMemory.count else { return }
        try database.cachedStatement(
            sql: """
                DELETE FROM refreshToken WHERE digest IN (
                    SELECT digest FROM refreshToken
                    WHERE grantID = :grant AND generation <= :newest - \(RotationMemory.count)
                    ORDER BY generation LIMIT \(RotationMemory.step)
                ) AND (rotatedAt < :instant OR generation <= :newest - \(RotationMemory.limit))
                AND rotatedAt IS NOT NULL
                """
        )
        .execute(arguments: ["grant": grantID, "newest": newest, "instant": now - RotationMemory.seconds])
    }

    private static func found(_ row: Row) throws -> Found {
        var columns = ColumnReader(row)
        let token = RefreshToken(
            digest: try columns.nextBytes(),
            grantID: try columns.next(),
            salt: try columns.nextBytes(),
            keyThumbprint: try columns.next(),
            createdAt: try columns.next(),
            expiresAt: try columns.next()
        )
        return Found(
            token: token,
            grant: try GrantRow.grant(row, from: 9),
            rotatedAt: try columns.next(),
            liveSuccessorExpiresAt: try columns.next(),
            generation: try columns.next()
        )
    }
}
