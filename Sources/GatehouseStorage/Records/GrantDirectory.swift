import GRDB
import GatehouseOAuth

/// Lists of grants that stand, and what would end with them.
enum GrantDirectory {
    /// One page, the newest first, and how many grants there are on all.
    static func page(_ query: GrantQuery, at now: Int64, in database: Database) throws -> DirectoryPage<Grant> {
        let filter = filter(user: query.user, client: query.client, at: now)
        let grants = try database.cachedStatement(
            sql: """
                SELECT \(GrantRow.columns) FROM authorizationGrant \(filter.clause)
                ORDER BY authorizationGrant.sequence DESC LIMIT ? OFFSET ?
                """
        )
        let arguments = filter.arguments + [max(query.limit, 0), max(query.offset, 0)]
        return DirectoryPage(
            items: try Row.fetchAll(grants, arguments: arguments).map { try GrantRow.grant($0) },
            total: try count(query, at: now, in: database)
        )
    }

    /// How many grants there are on all pages.
    static func count(_ query: GrantQuery, at now: Int64, in database: Database) throws -> Int {
        let filter = filter(user: query.user, client: query.client, at: now)
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM authorizationGrant \(filter.clause)")
        return try Int.fetchOne(count, arguments: filter.arguments) ?? 0
    }

    /// What ends with all grants of a person or to a client.
    static func reach(user: UserID?, client: ClientID?, at now: Int64, in database: Database) throws -> RevocationReach
    {
        let filter = filter(user: user, client: client, at: now)
        let grants = try database.cachedStatement(
            sql: """
                SELECT count(*), count(DISTINCT userID), count(DISTINCT clientID), max(lastUsedAt)
                FROM authorizationGrant \(filter.clause)
                """
        )
        let tokens = try database.cachedStatement(
            sql: """
                SELECT count(*) FROM authorizationGrant
                JOIN refreshToken ON refreshToken.grantID = authorizationGrant.id
                    AND refreshToken.rotatedAt IS NULL AND refreshToken.expiresAt >= ?
                \(filter.clause)
                """
        )
        guard let row = try Row.fetchOne(grants, arguments: filter.arguments) else { return RevocationReach() }
        return RevocationReach(
            grants: try row.decode(atIndex: 0),
            refreshTokens: try Int.fetchOne(tokens, arguments: [now] + filter.arguments) ?? 0,
            people: try row.decode(atIndex: 1),
            clients: try row.decode(atIndex: 2),
            lastUsedAt: try row.decode(atIndex: 3)
        )
    }

    private static func filter(user: UserID?, client: ClientID?, at now: Int64) -> RowFilter {
        var filter = RowFilter()
        filter.add("authorizationGrant.revokedAt IS NULL AND authorizationGrant.expiresAt >= ?", [now])
        if let client { filter.add("authorizationGrant.clientID = ?", [client.value]) }
        if let user { filter.add("authorizationGrant.userID = ?", [user.value]) }
        return filter
    }
}
