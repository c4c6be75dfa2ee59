import GRDB
import GatehouseOAuth

/// A grant as a row.
enum GrantRow {
    /// What `grant(_:)` reads.
    static let columns = """
        authorizationGrant.id, authorizationGrant.clientID, authorizationGrant.userID, authorizationGrant.scope,
        authorizationGrant.resources, authorizationGrant.sessionID, authorizationGrant.authenticatedAt,
        authorizationGrant.context, authorizationGrant.requestedClaims, authorizationGrant.createdAt,
        authorizationGrant.expiresAt, authorizationGrant.lastUsedAt, authorizationGrant.revokedAt
        """

    /// The grant of that id.
    static func fetch(_ id: String, in database: Database) throws -> Grant? {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM authorizationGrant WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map { try grant($0) }
    }

    /// The grant of an id that a row refers to.
    static func fetchReferred(_ id: String, in database: Database) throws -> Grant {
        guard let grant = try fetch(id, in: database) else {
            throw StorageError.corrupt("a row refers to a grant that is not there")
        }
        return grant
    }

    /// The live grants of a pair beyond the newest `limit`, newest first.
    static func fetchExcess(of grant: Grant, limit: Int, in database: Database) throws -> [Grant] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM authorizationGrant
                WHERE userID = ? AND clientID = ? AND revokedAt IS NULL AND expiresAt >= ?
                ORDER BY createdAt DESC, sequence DESC LIMIT -1 OFFSET ?
                """
        )
        return
            try Row.fetchAll(
                statement,
                arguments: [grant.userID.value, grant.clientID.value, grant.createdAt, max(limit, 0)]
            )
            .map { try self.grant($0) }
    }

    /// The grants of a person, or of a person and a client, that were not taken back, in the order of their storing.
    static func fetchStanding(of user: UserID, client: ClientID?, in database: Database) throws -> [Grant] {
        let filter = client == nil ? "" : "AND clientID = :client"
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM authorizationGrant
                WHERE userID = :user AND revokedAt IS NULL \(filter) ORDER BY sequence
                """
        )
        var arguments: StatementArguments = ["user": user.value]
        if let client {
            arguments += ["client": client.value]
        }
        return try Row.fetchAll(statement, arguments: arguments).map { try grant($0) }
    }

    /// The grants to a client that were not taken back, with a scope that is not in `scope`, in the order of their
    /// storing.
    static func fetchStanding(of client: ClientID, exceeding scope: ScopeSet, in database: Database) throws -> [Grant] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM authorizationGrant
                WHERE clientID = ? AND revokedAt IS NULL ORDER BY sequence
                """
        )
        var exceeding: [Grant] = []
        let rows = try Row.fetchCursor(statement, arguments: [client.value])
        while let row = try rows.next() {
            let grant = try grant(row)
            if !grant.scope.isSubset(of: scope) { exceeding.append(grant) }
        }
        return exceeding
    }

    /// The grants of a person that were not taken back and have not expired, the newest first.
    static func fetchStanding(of user: UserID, at now: Int64, in database: Database) throws -> [Grant] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM authorizationGrant
                WHERE userID = ? AND revokedAt IS NULL AND expiresAt >= ? ORDER BY createdAt DESC, sequence DESC
                """
        )
        return try Row.fetchAll(statement, arguments: [user.value, now]).map { try grant($0) }
    }

    /// Stores a grant, to be kept no shorter than its session.
    static func insert(_ grant: Grant, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO authorizationGrant (id, clientID, userID, scope, resources, sessionID, authenticatedAt,
                    context, requestedClaims, createdAt, expiresAt, lastUsedAt, revokedAt, keptUntil)
                VALUES (:id, :client, :user, :scope, :resources, :session, :authenticatedAt, :context, :claims,
                    :createdAt, :expiresAt, :lastUsedAt, :revokedAt,
                    max(:expiresAt, ifnull((SELECT expiresAt FROM session WHERE id = :session), :expiresAt)))
                """
        )
        .execute(arguments: [
            "id": grant.id, "client": grant.clientID.value, "user": grant.userID.value,
            "scope": grant.scope.serialized, "resources": ColumnText.list(grant.resources),
            "session": grant.sessionID, "authenticatedAt": grant.authenticatedAt, "context": grant.context.rawValue,
            "claims": grant.requestedClaims, "createdAt": grant.createdAt, "expiresAt": grant.expiresAt,
            "lastUsedAt": grant.lastUsedAt, "revokedAt": grant.revokedAt,
        ])
    }

    /// Notes an issuance and how long its tokens live; nil if the grant was taken back.
    static func use(
        _ id: String,
        at now: Int64,
        expiresAt: Int64,
        in database: Database
    ) throws -> (user: String, client: String)? {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE authorizationGrant SET lastUsedAt = max(ifnull(lastUsedAt, :now), :now),
                    expiresAt = max(expiresAt, :expiresAt), keptUntil = max(keptUntil, :expiresAt)
                WHERE id = :id AND revokedAt IS NULL RETURNING userID, clientID
                """
        )
        let arguments: StatementArguments = ["now": now, "expiresAt": expiresAt, "id": id]
        guard let row = try Row.fetchAll(statement, arguments: arguments).first else { return nil }
        return (try row.decode(atIndex: 0), try row.decode(atIndex: 1))
    }

    /// Takes a grant back; answers whether it was not before.
    static func revoke(_ id: String, at now: Int64, in database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "UPDATE authorizationGrant SET revokedAt = ? WHERE id = ? AND revokedAt IS NULL"
        )
        .execute(arguments: [now, id])
        return database.changesCount > 0
    }

    /// Removes a grant with its codes and refresh tokens.
    static func delete(_ id: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM authorizationGrant WHERE id = ?").execute(arguments: [id])
    }

    /// Keeps the grants of a session as long as the session.
    static func keep(session: String, until end: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE authorizationGrant SET keptUntil = :end WHERE sessionID = :session AND keptUntil < :end"
        )
        .execute(arguments: ["end": end, "session": session])
    }

    /// The clients that got tokens in a session, in ascending order of their ids.
    static func clients(inSession id: String, in database: Database) throws -> [ClientID] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT DISTINCT clientID FROM authorizationGrant
                WHERE sessionID = ? AND lastUsedAt IS NOT NULL ORDER BY clientID
                """
        )
        return try Row.fetchAll(statement, arguments: [id])
            .map { row in
                var columns = ColumnReader(row)
                return try columns.next(as: ClientID.init)
            }
    }

    /// Reads `columns`, the first of which is at `index`.
    static func grant(_ row: Row, from index: Int = 0) throws -> Grant {
        var columns = ColumnReader(row, from: index)
        return Grant(
            id: try columns.next(),
            clientID: try columns.next(as: ClientID.init),
            userID: try columns.next(as: UserID.init),
            scope: try columns.next(as: ColumnText.scopes),
            resources: try columns.next(as: ColumnText.list),
            sessionID: try columns.next(),
            authenticatedAt: try columns.next(),
            context: try columns.next(as: AuthenticationContext.init(rawValue:)),
            requestedClaims: try columns.next(),
            createdAt: try columns.next(),
            expiresAt: try columns.next(),
            lastUsedAt: try columns.next(),
            revokedAt: try columns.next()
        )
    }
}
