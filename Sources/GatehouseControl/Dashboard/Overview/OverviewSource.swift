import GatehouseOAuth
import GatehousePolicy

/// Looks up what the overview shows.
struct OverviewSource: Sendable {
    /// How far back refusals are looked through, in seconds, and how many of the newest.
    private static let lookBack: Int64 = 3_600
    private static let searched = 500

    let services: DashboardServices

    func figures(
        _ span: TrafficSpan,
        sort: TableSort<UpstreamOrder>,
        now: Int64
    ) async throws(StorageError) -> OverviewFigures {
        let traffic = try await services.decisions.overview(span, now: now)
        let standing = await services.applications.standing()
        let clients = try await services.directory.clientAccess().count { !$0.isBuiltIn }
        let refusals = try await services.decisions.decisions(
            DecisionFilter(isPermit: false, since: (now - Self.lookBack) * 1_000),
            before: nil,
            limit: Self.searched
        )
        let repeated = RepeatedRefusal.all(in: refusals)
        let names = try await services.directory.names(
            clients: repeated.compactMap { ClientID($0.client) },
            users: []
        )
        let tidings = OverviewTidings(standing, traffic, repeated, names: names, now: now).all
        return OverviewFigures(traffic, standing, clients: clients, tidings: tidings, sort: sort)
    }
}
