import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// A scope that a client may ask for, and when it last made use of it.
struct ClientScopeUse: Sendable, Equatable {
    let name: String
    let sentence: String
    let lastUsed: PageTime?
    /// Whether it stands for what is asked at sign-in, where no route uses it.
    let isForSignIn: Bool
}

/// What a client did on a route.
struct ClientRouteRow: Sendable, Equatable {
    let label: String
    let application: String
    let permitted: String
    let refused: String
    let hasRefused: Bool
    let last: PageTime
}

/// What a client made of what it may do.
struct ClientUse: Sendable, Equatable {
    let scopes: [ClientScopeUse]
    /// "2 scopes were never used."; nil if all were, or nothing came in yet.
    let unused: String?
    let heads: [TableHead]
    let routes: [ClientRouteRow]
    let hasRoutes: Bool

    private static let mostRoutes = 12
    private static let mostScopes = 60

    init(
        _ client: ClientSummary,
        uses: [ClientRouteUse],
        scopes used: [ScopeUse],
        catalog: ScopeCatalog,
        orders: ClientPageOrders = ClientPageOrders(),
        now: Int64
    ) {
        let all = client.scopes.map { name in
            let declared = catalog.application(ofScope: name)?.scopes.first { $0.name.hasSameBytes(as: name) }
            let predefined = PredefinedScope(rawValue: name)
            return ClientScopeUse(
                name: name,
                sentence: declared?.text ?? predefined?.sentence ?? "No application declares it any more",
                lastUsed: used.first { $0.scope.hasSameBytes(as: name) }.map { PageTime($0.lastAt, now: now) },
                isForSignIn: declared == nil && predefined != nil
            )
        }
        scopes = Array(all.prefix(Self.mostScopes))
        let idle = all.count { $0.lastUsed == nil && !$0.isForSignIn }
        let advice = idle == 1 ? "If it is not needed, take it away." : "If they are not needed, take them away."
        // People may never have ticked what the client asks for; a service's tokens carry what it asks for.
        let reason =
            ClientKind(client) == .service
            ? "Whoever has the client's tokens may have \(idle == 1 ? "it" : "them") too. " : ""
        unused =
            uses.isEmpty || idle == 0
            ? nil
            : "\(PageWords.count(idle, "scope")) \(idle == 1 ? "was" : "were") never used. \(reason)\(advice)"
        heads = orders.routeHeads(ListAddress(ClientPath.page(client.clientID)))
        let sorted = orders.routes.sorted(uses) { order, use in
            switch order {
            case .route: .text(use.route)
            case .permitted: .number(use.total.permitted)
            case .refused: .number(use.total.refused)
            case .last: .time(use.lastAt)
            }
        }
        routes = sorted.prefix(Self.mostRoutes)
            .map { use in
                ClientRouteRow(
                    label: use.route,
                    application: use.application,
                    permitted: String(use.total.permitted),
                    refused: String(use.total.refused),
                    hasRefused: use.total.refused > 0,
                    last: PageTime(use.lastAt, now: now)
                )
            }
        hasRoutes = !routes.isEmpty
    }
}
