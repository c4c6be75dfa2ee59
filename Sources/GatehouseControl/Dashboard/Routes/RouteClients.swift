import GatehouseOAuth
import GatehousePolicy

/// The clients that can reach a route, the busiest first, and those that cannot.
struct RouteClients: Sendable {
    /// No page shows more of either.
    static let shown = 50

    let reaching: [RoutePage.Reaching]
    let reachingTotal: Int
    let missing: [RoutePage.Missing]
    let missingTotal: Int
    let orders: RouteClientOrders

    init(
        _ clients: [ClientAccess],
        of route: CompiledRoute,
        in application: CompiledApplication,
        uses: [ClientRouteUse],
        orders: RouteClientOrders = RouteClientOrders(),
        now: Int64
    ) {
        self.orders = orders
        var usesByClient: [String: ClientRouteUse] = [:]
        for use in uses { usesByClient[use.client] = use }
        var reaching: [(client: ClientAccess, condition: String?)] = []
        var missing: [(client: ClientAccess, scopes: [String], reason: String)] = []
        for client in clients where !client.isDisabled && !client.isBuiltIn {
            switch ClientReach(client: client).standing(of: route, in: application) {
            case .open, .reachable: reaching.append((client, nil))
            case .depends(let condition): reaching.append((client, condition))
            case .closed(let scopes, let reason): missing.append((client, scopes, reason))
            }
        }
        reachingTotal = reaching.count
        missingTotal = missing.count
        // Whoever was there comes first; the order of the ids decides among equals.
        let busiest = reaching.enumerated()
            .sorted { one, other in
                let first = usesByClient[one.element.client.id.value]?.total.total ?? 0
                let second = usesByClient[other.element.client.id.value]?.total.total ?? 0
                return first == second ? one.offset < other.offset : first > second
            }
            .map(\.element)
        let inOrder = orders.reaching.sorted(busiest) { order, entry in
            let use = usesByClient[entry.client.id.value]
            return switch order {
            case .client: .text(PageWords.name(entry.client.name))
            case .kind: .text(Self.kind(entry.client))
            case .permitted: .number(use?.total.permitted ?? 0)
            case .refused: .number(use?.total.refused ?? 0)
            case .last: .time(use?.lastAt)
            }
        }
        self.reaching = inOrder.prefix(Self.shown)
            .map { client, condition in
                let use = usesByClient[client.id.value]
                return RoutePage.Reaching(
                    name: PageWords.name(client.name),
                    id: client.id.value,
                    link: Self.link(client),
                    kind: Self.kind(client),
                    condition: condition,
                    permitted: PageNumber.grouped(use?.total.permitted ?? 0),
                    refused: PageNumber.grouped(use?.total.refused ?? 0),
                    lastUsed: use.map { PageTime($0.lastAt, now: now) }
                )
            }
        // Clients of the application itself are more likely to be meant than others'.
        let nearest =
            missing.filter { $0.client.application == application.key }
            + missing.filter { $0.client.application != application.key }
        let missingInOrder = orders.missing.sorted(nearest) { order, entry in
            switch order {
            case .client: .text(PageWords.name(entry.client.name))
            case .reason: .text(entry.reason)
            }
        }
        self.missing = missingInOrder.prefix(Self.shown)
            .map { client, scopes, reason in
                let wanted = scopes.map { "scope=\(URLText.query($0))" }.joined(separator: "&")
                return RoutePage.Missing(
                    name: PageWords.name(client.name),
                    id: client.id.value,
                    link: Self.link(client),
                    reason: reason,
                    remedy: scopes.isEmpty
                        ? nil : BoardLink(PageWords.name(client.name), "\(Self.link(client))/edit?\(wanted)")
                )
            }
    }

    private static func kind(_ client: ClientAccess) -> String { client.isService ? "Service" : "People sign in" }

    private static func link(_ client: ClientAccess) -> String { "/clients/\(URLText.segment(client.id.value))" }
}
