import GRDB
import GatehouseOAuth

/// Lists of clients.
enum ClientDirectory {
    /// One page, and how many clients there are on all.
    static func page(_ query: ClientQuery, in database: Database) throws -> DirectoryPage<Client> {
        let filter = filter(query)
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM client \(filter.clause)")
        let total = try Int.fetchOne(count, arguments: filter.arguments) ?? 0
        let ids = try database.cachedStatement(
            sql: "SELECT id FROM client \(filter.clause) ORDER BY \(order(query)) LIMIT ? OFFSET ?"
        )
        let arguments = filter.arguments + [max(query.limit, 0), max(query.offset, 0)]
        let clients = try Row.fetchAll(ids, arguments: arguments)
            .compactMap { row in
                var columns = ColumnReader(row)
                return try ClientRecord.fetch(try columns.next(as: ClientID.init), in: database)
            }
        return DirectoryPage(items: clients, total: total)
    }

    private static func filter(_ query: ClientQuery) -> RowFilter {
        var filter = RowFilter()
        filter.add(query.text, in: ["name", "id"])
        if let application = query.application { filter.add("application = ?", [application]) }
        if let scope = query.scope {
            filter.add("id IN (SELECT clientID FROM clientScope WHERE scope = ?)", [scope])
        }
        if let grant = query.grant {
            let grants = "SELECT 1 FROM clientGrant WHERE clientID = client.id AND grantType = ?"
            filter.add("EXISTS (\(grants))", [grant.rawValue])
        }
        filter.add("disabledAt", isSet: query.isDisabled)
        // A profile is JSON without spaces, and quotation marks inside its texts are escaped.
        switch query.source {
        case nil: break
        case .administrator?:
            filter.add("(profile NOT GLOB '*\"source\":\"*' OR profile GLOB '*\"source\":\"administrator\"*')")
        case let source?: filter.add("profile GLOB ?", ["*\"source\":\"\(source.rawValue)\"*"])
        }
        if query.leavesOutBuiltIn {
            filter.add("profile NOT GLOB ?", ["*\"source\":\"\(ClientSource.builtIn.rawValue)\"*"])
        }
        return filter
    }

    private static func order(_ query: ClientQuery) -> String {
        let direction = query.isDescending ? "DESC" : "ASC"
        let column =
            switch query.order {
            case .name: "name COLLATE NOCASE"
            case .created: "createdAt"
            case .used: "(SELECT max(lastUsedAt) FROM clientSecret WHERE clientID = client.id)"
            }
        return "\(column) \(direction), id \(direction)"
    }

    /// What every client may reach, in ascending order of their ids.
    static func access(in database: Database) throws -> [ClientAccess] {
        var scopes: [String: [String]] = [:]
        let scopeRows = try database.cachedStatement(sql: "SELECT clientID, scope FROM clientScope")
        let scopeCursor = try Row.fetchCursor(scopeRows)
        while let row = try scopeCursor.next() {
            scopes[try row.decode(atIndex: 0), default: []].append(try row.decode(atIndex: 1))
        }
        let grants = try database.cachedStatement(sql: "SELECT clientID FROM clientGrant WHERE grantType = ?")
        let services = try Set(String.fetchAll(grants, arguments: [GrantType.clientCredentials.rawValue]))
        let clients = try database.cachedStatement(
            sql: "SELECT id, name, application, disabledAt IS NOT NULL FROM client ORDER BY id"
        )
        return try Row.fetchAll(clients)
            .map { row in
                var columns = ColumnReader(row)
                let id = try columns.next(as: ClientID.init)
                return ClientAccess(
                    id: id,
                    name: try columns.next(),
                    application: try columns.next(),
                    scopes: ScopeSet(scopes[id.value] ?? []),
                    isService: services.contains(id.value),
                    isDisabled: try columns.next()
                )
            }
    }

    /// Adds how many clients there are.
    static func count(into counts: inout DirectoryCounts, in database: Database) throws {
        let groups = try database.cachedStatement(sql: "SELECT application, count(*) FROM client GROUP BY application")
        for row in try Row.fetchAll(groups) {
            let number: Int = try row.decode(atIndex: 1)
            counts.clientsByApplication[try row.decode(atIndex: 0)] = number
            counts.clients += number
        }
        let disabled = try database.cachedStatement(sql: "SELECT count(*) FROM client WHERE disabledAt IS NOT NULL")
        counts.disabledClients = try Int.fetchOne(disabled) ?? 0
    }

    /// The name of the client of that id.
    static func name(of id: ClientID, in database: Database) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT name FROM client WHERE id = ?"),
            arguments: [id.value]
        )
    }
}
