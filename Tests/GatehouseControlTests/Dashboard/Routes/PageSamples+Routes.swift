import GatehouseOAuth
import GatehousePolicy

@testable import GatehouseControl

extension PageSamples {
    /// Every state of the pages about routes.
    var routePages: [Sample] {
        get throws { try maps + singles }
    }

    private var sample: SampleApplication { SampleApplication(samples: self) }

    private static let counts = [
        TrafficCount(permitted: 9_000, refused: 12), TrafficCount(), TrafficCount(permitted: 3, refused: 0),
    ]

    /// The routes of an application as rows; the first ones were used.
    func routeRows(_ application: CompiledApplication) -> [RouteRow] {
        application.routes.enumerated()
            .map { index, route in
                RouteRow(
                    route,
                    in: application,
                    traffic: traffic(route, index),
                    span: .day,
                    reaching: 1_204,
                    of: 9_948
                )
            }
    }

    private func traffic(_ route: CompiledRoute, _ index: Int) -> RouteTraffic? {
        guard index < Self.counts.count else { return nil }
        let count = Self.counts[index]
        return RouteTraffic(application: "tstapp", route: route.label, total: count, buckets: [count, TrafficCount()])
    }

    private var maps: [Sample] {
        get throws {
            let application = try sample.application()
            let many = try sample.application(routes: 101)
            var sort = TableSort<RouteOrder>(usual: .route)
            sort.column = .refused
            sort.isDescending = true
            func part(_ application: CompiledApplication, page: Int?, sort: TableSort<RouteOrder>) -> RouteMapPage.Part
            {
                let table = page.map { page in
                    RouteTable(
                        routeRows(application),
                        sort: sort,
                        page: page,
                        at: RouteLink.map(of: nil, .day),
                        anchor: "application-tstapp"
                    )
                }
                return RouteMapPage.Part(application, table: table, span: .day, sort: sort)
            }
            func map(
                _ parts: [RouteMapPage.Part],
                of key: String? = nil,
                sort: TableSort<RouteOrder> = TableSort(usual: .route)
            ) -> RouteMapPage {
                RouteMapPage(
                    frame: deskFrame(.routes),
                    span: .day,
                    parts: parts,
                    routeCount: 6,
                    application: key,
                    sort: sort
                )
            }
            let usual = TableSort<RouteOrder>(usual: .route)
            return [
                ("board-routes", map([part(application, page: 1, sort: usual)])),
                ("board-routes-alone", map([part(many, page: 2, sort: sort)], of: text("tstapp"), sort: sort)),
                ("board-routes-too-many", map([part(many, page: nil, sort: usual)])), ("board-routes-none", map([])),
            ]
        }
    }

    private var singles: [Sample] {
        get throws {
            let application = try sample.application()
            let uses = ["reader", "app"].enumerated()
                .map { index, client in
                    ClientRouteUse(
                        client: client,
                        application: "tstapp",
                        route: application.routes[3].label,
                        total: TrafficCount(permitted: Int64(7 - index), refused: 2),
                        lastAt: Self.now - 60
                    )
                }
            func page(_ index: Int, clients: [ClientAccess], uses: [ClientRouteUse] = []) -> RoutePage {
                let route = application.routes[index]
                return RoutePage(
                    frame: deskFrame(.routes),
                    application: application,
                    route: route,
                    traffic: traffic(route, index == 3 ? 0 : index),
                    span: .day,
                    clients: RouteClients(
                        clients,
                        of: route,
                        in: application,
                        uses: uses,
                        orders: RouteClientOrders {
                            index == 4 ? ["sort": "client", "missing_sort": "reason"][$0] : nil
                        },
                        now: Self.now
                    )
                )
            }
            let many = (1...51)
                .flatMap { index in
                    sample.clients.compactMap { client in
                        ClientID("\(client.id.value)\(index)")
                            .map { id in
                                var client = client
                                client.id = id
                                return client
                            }
                    }
                }
            return [
                ("board-route", page(3, clients: sample.clients, uses: uses)),
                ("board-route-open", page(0, clients: sample.clients)),
                ("board-route-conditions", page(4, clients: sample.clients)),
                ("board-route-nobody", page(3, clients: [])), ("board-route-many-clients", page(3, clients: many)),
            ]
        }
    }
}
