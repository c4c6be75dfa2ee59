import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Says which routes a client can reach with the scopes that it may ask for.
///
/// It tells what the client's side allows; whether a person consents, or has an assigned scope, is up to the person.
struct ClientReach: Sendable {
    let client: ClientAccess
    private let scopes: Set<String>

    init(client: ClientAccess) {
        self.client = client
        scopes = Set(client.scopes.names)
    }

    /// What a route of that application is to the client.
    func standing(of route: CompiledRoute, in application: CompiledApplication) -> RouteStanding {
        guard route.tokenNeed == .required else { return .open }
        guard !client.isDisabled else { return .closed(missing: [], reason: "the client is disabled") }
        let requirement = route.requirement
        if !requirement.clients.isEmpty, !requirement.clients.contains(where: client.id.value.hasSameBytes) {
            return .closed(missing: [], reason: "the route is for other clients")
        }
        let missing = missingScopes(requirement)
        guard missing.isEmpty else {
            return .closed(missing: missing, reason: "it may not ask for \(missing.joined(separator: ", "))")
        }
        guard application.scopes.contains(where: { scopes.contains($0.name) }) else {
            return .closed(missing: [], reason: "it has no scope of \(application.key), and so no token for it")
        }
        return personal(requirement)
    }

    /// All scopes that lack; of any-of the first.
    private func missingScopes(_ requirement: Requirement) -> [String] {
        var missing = requirement.allScopes.filter { !scopes.contains($0) }
        if let first = requirement.anyScope.first, !requirement.anyScope.contains(where: scopes.contains) {
            missing.append(first)
        }
        return missing
    }

    /// What is asked beyond scopes concerns the person for whom the client acts.
    private func personal(_ requirement: Requirement) -> RouteStanding {
        if client.isService, requirement.maximumAge != nil {
            return .closed(missing: [], reason: "the route asks for a recent sign-in, and this client acts for itself")
        }
        let claims = requirement.claims.map(\.name)
        if client.isService, let claim = claims.first(where: { !Self.ofEveryToken.contains($0) }) {
            return .closed(missing: [], reason: "the route asks for \(claim), which only people have")
        }
        var conditions = claims.map { "\($0) is as the route asks" }
        if let age = requirement.maximumAge { conditions.append("they signed in at most \(age) s ago") }
        return conditions.isEmpty ? .reachable : .depends("if " + conditions.joined(separator: " and "))
    }

    /// RFC 9068 §2.2: claims that a client's own token has too.
    private static let ofEveryToken: Set<String> = ["iss", "sub", "aud", "client_id", "scope", "scp"]
}
