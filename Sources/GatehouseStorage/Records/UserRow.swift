import Foundation
import GRDB
import GatehouseOAuth

/// A person as rows: one of their own, one for the second factor, and one for each recovery code.
enum UserRow {
    /// What `user(_:)` reads, from `source`.
    static let columns = """
        user.id, user.username, user.email, user.name, user.passwordHash, user.attributes, user.assignedScope,
        user.createdAt, user.passwordChangedAt, user.disabledAt, user.revokedBefore,
        secondFactor.sealedSecret, secondFactor.confirmedAt, secondFactor.lastStep,
        (SELECT count(*) FROM recoveryCode WHERE recoveryCode.userID = secondFactor.userID)
        """
    static let source = "user LEFT JOIN secondFactor ON secondFactor.userID = user.id"

    /// The person of that id.
    static func fetch(_ id: UserID, in database: Database) throws -> User? {
        try fetch(where: "user.id = ?", id.value, in: database)
    }

    /// The person with that user name, or else with that email address.
    static func fetch(named text: String, in database: Database) throws -> User? {
        let byName = try Username(text).flatMap { try fetch(where: "user.username = ?", $0.value, in: database) }
        if let byName { return byName }
        return try EmailAddress(text).flatMap { try fetch(where: "lower(user.email) = ?", $0.folded, in: database) }
    }

    /// A page of people in ascending order of their user names.
    static func fetch(after: Username?, limit: Int, in database: Database) throws -> [User] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM \(source) WHERE user.username > ? ORDER BY user.username LIMIT ?"
        )
        return try Row.fetchAll(statement, arguments: [after?.value ?? "", max(limit, 0)]).map { try user($0) }
    }

    /// Whether there is a person of that id.
    static func exists(_ id: UserID, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM user WHERE id = ?")
        return try Int.fetchOne(statement, arguments: [id.value]) != nil
    }

    /// Whether the person is enabled and holds a scope, and nobody else who is enabled does.
    static func isLastHolder(_ id: UserID, of scope: String, in database: Database) throws -> Bool {
        let holders = try database.cachedStatement(
            sql: """
                SELECT id FROM user
                WHERE disabledAt IS NULL AND instr(' ' || assignedScope || ' ', ?) > 0 LIMIT 2
                """
        )
        return try String.fetchAll(holders, arguments: [" \(scope) "]) == [id.value]
    }

    /// Why a person cannot be stored, if so.
    static func obstacle(to user: User, in database: Database) throws -> UserCreation? {
        let names = try database.cachedStatement(sql: "SELECT 1 FROM user WHERE username = ?")
        if try Int.fetchOne(names, arguments: [user.username.value]) != nil { return .usernameTaken }
        guard let email = user.email else { return nil }
        let emails = try database.cachedStatement(sql: "SELECT 1 FROM user WHERE lower(email) = ?")
        return try Int.fetchOne(emails, arguments: [email.folded]) == nil ? nil : .emailTaken
    }

    /// Stores a person who is not there yet.
    static func insert(_ user: User, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO user (id, username, email, name, passwordHash, attributes, assignedScope, createdAt,
                    passwordChangedAt, disabledAt, revokedBefore)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            user.id.value, user.username.value, user.email?.value, user.name?.value, user.passwordHash?.text,
            ColumnText.attributes(user.attributes), user.assignedScopes.serialized, user.createdAt,
            user.passwordChangedAt, user.disabledAt, user.revokedBefore,
        ])
        if let factor = user.secondFactor {
            try SecondFactorRow.insert(factor, recoveryDigests: [], of: user.id, in: database)
        }
    }

    /// Moves `revokedBefore` forward; answers whether there is such a person.
    static func revoke(_ id: UserID, before instant: Int64?, in database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: """
                UPDATE user SET revokedBefore = ifnull(max(ifnull(revokedBefore, :instant), :instant), revokedBefore)
                WHERE id = :id
                """
        )
        .execute(arguments: ["instant": instant, "id": id.value])
        return database.changesCount > 0
    }

    /// Replaces what describes a person; answers whether that changed anything.
    static func update(_ user: User, in database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: """
                UPDATE user SET email = :email, name = :name, attributes = :attributes, assignedScope = :scope
                WHERE id = :id AND (email IS NOT :email OR name IS NOT :name OR attributes IS NOT :attributes
                    OR assignedScope IS NOT :scope)
                """
        )
        .execute(arguments: [
            "email": user.email?.value, "name": user.name?.value, "attributes": ColumnText.attributes(user.attributes),
            "scope": user.assignedScopes.serialized, "id": user.id.value,
        ])
        return database.changesCount > 0
    }

    /// Reads `columns`, the first of which is at `index`.
    static func user(_ row: Row, from index: Int = 0) throws -> User {
        var columns = ColumnReader(row, from: index)
        var user = User(
            id: try columns.next(as: UserID.init),
            username: try columns.next(as: Username.init),
            email: try columns.nextIfAny(as: EmailAddress.init),
            name: try columns.nextIfAny(as: PersonName.init),
            passwordHash: try columns.nextIfAny(as: PasswordHash.init),
            attributes: try columns.next(as: ColumnText.attributes),
            assignedScopes: try columns.next(as: ColumnText.scopes),
            createdAt: try columns.next(),
            passwordChangedAt: try columns.next(),
            disabledAt: try columns.next(),
            revokedBefore: try columns.next()
        )
        guard let sealedSecret = try columns.next() as Data? else { return user }
        user.secondFactor = SecondFactor(
            sealedSecret: Array(sealedSecret),
            confirmedAt: try columns.next(),
            lastStep: try columns.next(),
            recoveryCodesLeft: try columns.next()
        )
        return user
    }

    private static func fetch(where condition: String, _ value: String, in database: Database) throws -> User? {
        let sql = "SELECT \(columns) FROM \(source) WHERE \(condition)"
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [value]).map { try user($0) }
    }
}
