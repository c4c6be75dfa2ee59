import GRDB
import GatehousePolicy

/// Reads what clients did.
struct ClientUseReading {
    /// More routes of one client, or clients of one route, than this are not read.
    private static let maximumLimit = 10_000

    let database: Database

    func uses(by client: String) throws -> [ClientRouteUse] {
        try fetch(
            "client = ? ORDER BY permitted + refused DESC, application, route LIMIT ?",
            [client, Self.maximumLimit]
        )
    }

    func uses(of application: String, route: String, limit: Int) throws -> [ClientRouteUse] {
        try fetch(
            "application = ? AND route = ? ORDER BY permitted + refused DESC LIMIT ?",
            [application, route, min(max(limit, 0), Self.maximumLimit)]
        )
    }

    func scopes(usedBy client: String) throws -> [ScopeUse] {
        let sql = "SELECT scope, lastAt FROM scopeUse WHERE client = ? ORDER BY scope LIMIT ?"
        return try Row.fetchAll(database, sql: sql, arguments: [client, Self.maximumLimit])
            .map { row in
                var columns = ColumnReader(row)
                return ScopeUse(scope: try columns.next(), lastAt: try columns.next())
            }
    }

    private func fetch(_ condition: String, _ arguments: StatementArguments) throws -> [ClientRouteUse] {
        let sql = "SELECT client, application, route, permitted, refused, lastAt FROM clientUse WHERE \(condition)"
        return try Row.fetchAll(database, sql: sql, arguments: arguments)
            .map { row in
                var columns = ColumnReader(row)
                return ClientRouteUse(
                    client: try columns.next(),
                    application: try columns.next(),
                    route: try columns.next(),
                    total: TrafficCount(permitted: try columns.next(), refused: try columns.next()),
                    lastAt: try columns.next()
                )
            }
    }
}
