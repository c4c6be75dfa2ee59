import GatehouseOAuth
import GatehousePolicy

/// Makes the tables of the route map from what is stored.
struct RouteTables: Sendable {
    let services: DashboardServices
    let visit: DashboardVisit
    let span: TrafficSpan

    /// So many routes of several applications stand on one page.
    private static let shown = 60

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
        var room = Self.shown
        return applications.map { application in
            // Alone, an application has pages for its routes; among others it must fit.
            let isShown = only != nil || application.routes.count <= room
            if isShown { room -= application.routes.count }
            let table =
                isShown
                ? table(of: application, traffic: byRoute[application.key] ?? [:], index: index, base: base) : nil
            return RouteMapPage.Part(application, table: table, span: span)
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
        return RouteTable(
            rows,
            order: order,
            isDescending: visit.query["dir"] == "desc",
            page: ListPages.number(visit.query["page"]),
            base: base
        )
    }
}
