import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import Hummingbird

/// Shows what every route asks for, what came in, and which clients can get through.
struct RouteMapController: Sendable {
    let pages: DashboardPages

    var routes: [SiteRoute] {
        [.get("/routes", map), .get("/routes/show", show)]
    }

    /// Answers `GET /routes`: `application`, `span`, `sort` and `dir` choose what is shown.
    @Sendable func map(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .routes) { visit throws(StorageError) in
            let key = visit.query["application"].flatMap { $0.isEmpty ? nil : $0 }
            let span = visit.query["span"].flatMap { TrafficSpan(rawValue: $0) } ?? .day
            let tables = RouteTables(services: pages.services, visit: visit, span: span)
            let policy = await pages.services.applications.standing().policy
            let chosen = policy.applications.filter { key?.hasSameBytes(as: $0.key) ?? true }
            guard key == nil || !chosen.isEmpty else {
                return visit.notFound(
                    "There is no application with that short key.",
                    BoardLink("Applications", "/applications")
                )
            }
            let page = RouteMapPage(
                frame: visit.frame(),
                span: span,
                parts: try await tables.parts(of: chosen, at: RouteLink.map(of: key, span)),
                routeCount: chosen.reduce(0) { $0 + $1.routes.count },
                application: key,
                sort: tables.sort
            )
            return visit.show(page)
        }
    }

    /// Answers `GET /routes/show`: the route of an `application` whose label is `route`; `sort`, `dir`, `missing_sort`
    /// and `missing_dir` order the clients.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .routes) { visit throws(StorageError) in
            let services = pages.services
            let span = visit.query["span"].flatMap { TrafficSpan(rawValue: $0) } ?? .day
            let policy = await services.applications.standing().policy
            guard
                let key = visit.query["application"], let label = visit.query["route"],
                let application = policy.applications.first(where: { $0.key.hasSameBytes(as: key) }),
                let route = application.routes.first(where: { $0.label.hasSameBytes(as: label) })
            else {
                return visit.notFound(
                    "There is no such route in the policy in force.",
                    BoardLink("Routes", "/routes")
                )
            }
            let clients = try await services.directory.clientAccess()
            let uses = try await services.decisions.uses(of: key, route: label, limit: 1_000)
            let traffic = try await services.decisions.routes(of: key, span, now: visit.now)
            let page = RoutePage(
                frame: visit.frame(),
                application: application,
                route: route,
                traffic: traffic.first { $0.route.hasSameBytes(as: label) },
                span: span,
                clients: RouteClients(
                    clients,
                    of: route,
                    in: application,
                    uses: uses,
                    orders: RouteClientOrders { visit.query[$0] },
                    now: visit.now
                )
            )
            return visit.show(page)
        }
    }
}
