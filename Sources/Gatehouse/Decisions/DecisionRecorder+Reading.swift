import GatehouseControl
package import GatehouseOAuth
package import GatehousePolicy
import GatehouseStorage

extension DecisionRecorder: DecisionReading {
    package func decision(requestID: String) async throws(StorageError) -> RecordedDecision? {
        try await database.decision(requestID: requestID)
    }

    package func decisions(
        _ filter: DecisionFilter,
        before: Int64?,
        limit: Int
    ) async throws(StorageError) -> [RecordedDecision] {
        try await database.decisions(filter, before: before, limit: limit)
    }

    package func overview(_ span: TrafficSpan, now: Int64) async throws(StorageError) -> TrafficOverview {
        try await database.overview(span, now: now)
    }

    package func routes(
        of application: String?,
        _ span: TrafficSpan,
        now: Int64
    ) async throws(StorageError) -> [RouteTraffic] {
        try await database.routes(of: application, span, now: now)
    }

    package func uses(by client: String) async throws(StorageError) -> [ClientRouteUse] {
        try await database.uses(by: client)
    }

    package func uses(
        of application: String,
        route: String,
        limit: Int
    ) async throws(StorageError) -> [ClientRouteUse] {
        try await database.uses(of: application, route: route, limit: limit)
    }

    package func scopes(usedBy client: String) async throws(StorageError) -> [ScopeUse] {
        try await database.scopes(usedBy: client)
    }

    package func live() -> AsyncStream<RecordedDecision> {
        watchers.stream()
    }
}
