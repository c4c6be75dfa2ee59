import Foundation
import GRDB
import GatehouseOAuth

/// A second factor as a row, and a row for each of its recovery codes.
enum SecondFactorRow {
    /// Stores a second factor of a person who has none.
    static func insert(
        _ factor: SecondFactor,
        recoveryDigests: [[UInt8]],
        of user: UserID,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: "INSERT INTO secondFactor (userID, sealedSecret, confirmedAt, lastStep) VALUES (?, ?, ?, ?)"
        )
        .execute(arguments: [user.value, Data(factor.sealedSecret), factor.confirmedAt, factor.lastStep])
        let codes = try database.cachedStatement(sql: "INSERT INTO recoveryCode (userID, digest) VALUES (?, ?)")
        for digest in Set(recoveryDigests) {
            try codes.execute(arguments: [user.value, Data(digest)])
        }
    }

    /// Removes it with its recovery codes; answers whether there was one.
    static func delete(of user: UserID, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM secondFactor WHERE userID = ?").execute(arguments: [user.value])
        return database.changesCount > 0
    }

    /// Moves the last step forward; answers whether it did.
    static func use(_ step: Int64, of user: UserID, in database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "UPDATE secondFactor SET lastStep = :step WHERE userID = :user AND ifnull(lastStep < :step, 1)"
        )
        .execute(arguments: ["step": step, "user": user.value])
        return database.changesCount > 0
    }

    /// Removes a recovery code; answers whether it was there.
    static func useRecoveryCode(_ digest: [UInt8], of user: UserID, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM recoveryCode WHERE userID = ? AND digest = ?")
            .execute(arguments: [user.value, Data(digest)])
        return database.changesCount > 0
    }
}
