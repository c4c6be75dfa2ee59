package import GatehouseOAuth
package import GatehousePolicy

/// Reads what the gate decided and how busy it was.
package protocol DecisionReading: Sendable {
    /// The decision about the request of that id, the newest if there are several.
    func decision(requestID: String) async throws(StorageError) -> RecordedDecision?

    /// At most `limit` decisions that the filter admits, newest first, those with a sequence below `before`.
    func decisions(
        _ filter: DecisionFilter,
        before: Int64?,
        limit: Int
    ) async throws(StorageError) -> [RecordedDecision]

    /// Everything of a span.
    func overview(_ span: TrafficSpan, now: Int64) async throws(StorageError) -> TrafficOverview

    /// Every route on which something came in, of one application or of all.
    func routes(
        of application: String?,
        _ span: TrafficSpan,
        now: Int64
    ) async throws(StorageError) -> [RouteTraffic]

    /// What a client did, the busiest route first.
    func uses(by client: String) async throws(StorageError) -> [ClientRouteUse]

    /// Which clients used a route, the busiest first.
    func uses(of application: String, route: String, limit: Int) async throws(StorageError) -> [ClientRouteUse]

    /// Which scopes a client made use of.
    func scopes(usedBy client: String) async throws(StorageError) -> [ScopeUse]

    /// Decisions as they are made, from now on; a slow reader misses some. Ends when the server stops.
    func live() -> AsyncStream<RecordedDecision>
}
