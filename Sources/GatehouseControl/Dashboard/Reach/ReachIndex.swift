import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Counts the clients that can reach a route, without asking each of them for each route.
struct ReachIndex: Sendable {
    /// How many clients are not disabled, without our own.
    let total: Int
    private let clients: [ClientReach]
    /// Which clients have a scope, by their place in `clients`.
    private let holders: [String: [Int]]

    init(_ access: [ClientAccess]) {
        let enabled = access.filter { !$0.isDisabled && !$0.isBuiltIn }
        total = enabled.count
        clients = enabled.map { ClientReach(client: $0) }
        var holders: [String: [Int]] = [:]
        for (index, client) in enabled.enumerated() {
            for scope in client.scopes.names { holders[scope, default: []].append(index) }
        }
        self.holders = holders
    }

    /// Those that can get through, as far as the client's side goes.
    func reaching(_ route: CompiledRoute, in application: CompiledApplication) -> [ClientAccess] {
        guard route.tokenNeed == .required else { return clients.map(\.client) }
        return candidates(for: route, in: application).filter { $0.standing(of: route, in: application).isPossible }
            .map(\.client)
    }

    /// How many can get through.
    func count(reaching route: CompiledRoute, in application: CompiledApplication) -> Int {
        guard route.tokenNeed == .required else { return total }
        return candidates(for: route, in: application)
            .count { $0.standing(of: route, in: application).isPossible }
    }

    /// Whoever has one scope that the route cannot do without; without such a scope, one of the application.
    private func candidates(for route: CompiledRoute, in application: CompiledApplication) -> [ClientReach] {
        let requirement = route.requirement
        let rarest = requirement.allScopes.min { holderCount($0) < holderCount($1) }
        let scopes =
            if let rarest {
                [rarest]
            } else if !requirement.anyScope.isEmpty {
                requirement.anyScope
            } else {
                application.scopes.map(\.name)
            }
        return Set(scopes.flatMap { holders[$0] ?? [] }).sorted().map { clients[$0] }
    }

    private func holderCount(_ scope: String) -> Int { holders[scope]?.count ?? 0 }
}

extension ClientAccess {
    /// By which people sign in to the dashboard: nobody's work, so no list counts it.
    var isBuiltIn: Bool { id.value.hasSameBytes(as: DashboardClient.id) }
}
