import GatehouseOAuth
import GatehousePolicy

/// Makes the tables of the route map from what is stored.
struct RouteTables: Sendable {
    let services: DashboardServices
    let span: TrafficSpan
    /// Of every table.
    let sort: TableSort<RouteOrder>
    /// Of a table that stands alone, counted from 1.
    let page: Int
    /// In Unix seconds.
    let now: Int64

    /// So many routes of several applications stand on one page.
    private static let shown = 60

    init(services: DashboardServices, visit: DashboardVisit, span: TrafficSpan) {
        self.services = services
        self.span = span
        sort = TableSort(usual: .route) { visit.query[$0] }
        page = ListPages.number(visit.query["page"])
        now = visit.now
    }

    /// A part of the map for each application; `address` is the page's without its order, `anchor` where the one table
    /// is on a page with others.
    func parts(
        of applications: [CompiledApplication],
        at address: ListAddress,
        anchor: String? = nil
    ) async throws(StorageError) -> [RouteMapPage.Part] {
        let index = ReachIndex(try await services.directory.clientAccess())
        let only = applications.count == 1 ? applications.first?.key : nil
        let traffic = try await services.decisions.routes(of: only, span, now: now)
        var byRoute: [String: [String: RouteTraffic]] = [:]
        for route in traffic { byRoute[route.application, default: [:]][route.route] = route }
        var room = Self.shown
        return applications.map { application in
            // Alone, an application has pages for its routes; among others it must fit.
            let isShown = only != nil || application.routes.count <= room
            if isShown { room -= application.routes.count }
            guard isShown else { return RouteMapPage.Part(application, table: nil, span: span, sort: sort) }
            let table = RouteTable(
                rows(of: application, traffic: byRoute[application.key] ?? [:], index: index),
                sort: sort,
                page: page,
                at: address,
                anchor: anchor ?? (only == nil ? "application-\(application.key)" : nil)
            )
            return RouteMapPage.Part(application, table: table, span: span, sort: sort)
        }
    }

    private func rows(
        of application: CompiledApplication,
        traffic: [String: RouteTraffic],
        index: ReachIndex
    ) -> [RouteRow] {
        application.routes.map { route in
            RouteRow(
                route,
                in: application,
                traffic: traffic[route.label],
                span: span,
                reaching: index.count(reaching: route, in: application),
                of: index.total
            )
        }
    }
}
