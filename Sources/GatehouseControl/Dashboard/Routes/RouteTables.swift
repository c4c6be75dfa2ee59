import GatehouseOAuth
import GatehousePolicy

/// Makes the tables of the route map from what is stored.
struct RouteTables: Sendable {
    let services: DashboardServices
    let visit: DashboardVisit
    let span: TrafficSpan

    /// A part of the map for each application; `base` is the page's address before its order.
    func parts(
        of applications: [CompiledApplication],
        base: String
    ) async throws(StorageError) -> [RouteMapPage.Part] {
        let index = ReachIndex(try await services.directory.clientAccess())
        let only = applications.count == 1 ? applications.first?.key : nil
        let traffic = try await services.decisions.routes(of: only, span, now: visit.now)
        var byRoute: [String: [String: RouteTraffic]] = [:]
        for route in traffic { byRoute[route.application, default: [:]][route.route] = route }
        return applications.map { application in
            RouteMapPage.Part(
                key: application.key,
                name: application.name,
                link: "/applications/\(application.key)",
                address: application.publicURL,
                table: table(of: application, traffic: byRoute[application.key] ?? [:], index: index, base: base)
            )
        }
    }

    private func table(
        of application: CompiledApplication,
        traffic: [String: RouteTraffic],
        index: ReachIndex,
        base: String
    ) -> RouteTable {
        let rows = application.routes.map { route in
            RouteRow(
                route,
                in: application,
                traffic: traffic[route.label],
                span: span,
                reaching: index.count(reaching: route, in: application),
                of: index.total
            )
        }
        let order = visit.query["sort"].flatMap { RouteOrder(rawValue: $0) } ?? .route
        return RouteTable(rows, order: order, isDescending: visit.query["dir"] == "desc", base: base)
    }
}
