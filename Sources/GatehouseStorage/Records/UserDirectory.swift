import GRDB
import GatehouseOAuth

/// Lists of people.
enum UserDirectory {
    /// One page, and how many people there are on all.
    static func page(_ query: UserQuery, in database: Database) throws -> DirectoryPage<User> {
        let filter = filter(query)
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM user \(filter.clause)")
        let total = try Int.fetchOne(count, arguments: filter.arguments) ?? 0
        let people = try database.cachedStatement(
            sql: """
                SELECT \(UserRow.columns) FROM \(UserRow.source) \(filter.clause)
                ORDER BY \(order(query)) LIMIT ? OFFSET ?
                """
        )
        let arguments = filter.arguments + [max(query.limit, 0), max(query.offset, 0)]
        return DirectoryPage(
            items: try Row.fetchAll(people, arguments: arguments).map { try UserRow.user($0) },
            total: total
        )
    }

    private static func filter(_ query: UserQuery) -> RowFilter {
        var filter = RowFilter()
        filter.add(query.text, in: ["user.username", "user.name", "user.email"])
        if let scope = query.scope {
            // The scopes of a person are one text; a name with a space in it is that of none.
            filter.add("instr(' ' || user.assignedScope || ' ', ?) > 0", [" \(scope) "])
            filter.add("instr(?, ' ') = 0", [scope])
        }
        filter.add("user.disabledAt", isSet: query.isDisabled)
        return filter
    }

    private static func order(_ query: UserQuery) -> String {
        let direction = query.isDescending ? "DESC" : "ASC"
        return switch query.order {
        case .username: "user.username \(direction)"
        case .created: "user.createdAt \(direction), user.username \(direction)"
        }
    }

    /// Adds how many people there are.
    static func count(into counts: inout DirectoryCounts, in database: Database) throws {
        counts.users = try Int.fetchOne(database.cachedStatement(sql: "SELECT count(*) FROM user")) ?? 0
        let disabled = try database.cachedStatement(sql: "SELECT count(*) FROM user WHERE disabledAt IS NOT NULL")
        counts.disabledUsers = try Int.fetchOne(disabled) ?? 0
    }

    /// The user name of the person of that id.
    static func name(of id: UserID, in database: Database) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT username FROM user WHERE id = ?"),
            arguments: [id.value]
        )
    }
}
