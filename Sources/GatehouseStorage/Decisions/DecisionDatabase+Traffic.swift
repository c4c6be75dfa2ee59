package import GatehouseOAuth
package import GatehousePolicy

extension DecisionDatabase {
    /// Everything of a span that ends now, in Unix seconds.
    package func overview(_ span: TrafficSpan, now: Int64) async throws(StorageError) -> TrafficOverview {
        try await read { try TrafficReading(database: $0, span: span, now: now).overview() }
    }

    /// Every route on which something came in during a span, of one application or of all, by their names.
    package func routes(
        of application: String?,
        _ span: TrafficSpan,
        now: Int64
    ) async throws(StorageError) -> [RouteTraffic] {
        try await read { try TrafficReading(database: $0, span: span, now: now).routes(of: application) }
    }

    /// What a client did, the busiest route first.
    package func uses(by client: String) async throws(StorageError) -> [ClientRouteUse] {
        try await read { try ClientUseReading(database: $0).uses(by: client) }
    }

    /// Which clients used a route, the busiest first.
    package func uses(
        of application: String,
        route: String,
        limit: Int
    ) async throws(StorageError) -> [ClientRouteUse] {
        try await read { try ClientUseReading(database: $0).uses(of: application, route: route, limit: limit) }
    }

    /// Which scopes a client made use of, by their names.
    package func scopes(usedBy client: String) async throws(StorageError) -> [ScopeUse] {
        try await read { try ClientUseReading(database: $0).scopes(usedBy: client) }
    }
}
