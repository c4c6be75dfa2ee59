import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Which clients reach a route and which do not, the first of either.
struct APIRouteReach: Sendable {
    /// A client that can get through.
    struct Reaching: Encodable, Sendable {
        let clientID: String
        let name: String

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case name
        }
    }

    /// A client that cannot.
    struct Missing: Encodable, Sendable {
        let clientID: String
        let name: String
        let missingScopes: [String]
        let reason: String

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case name
            case missingScopes = "missing_scopes"
            case reason
        }
    }

    let reaching: [Reaching]
    let reachingTotal: Int
    let missing: [Missing]
    let missingTotal: Int

    /// `access` are all clients, by id; only those that are named are asked for their reasons.
    init(
        _ route: CompiledRoute,
        in application: CompiledApplication,
        index: ReachIndex,
        access: [ClientAccess],
        limit: Int
    ) {
        let reaching = index.reaching(route, in: application)
        self.reaching = reaching.prefix(limit).map { Reaching(clientID: $0.id.value, name: $0.name) }
        reachingTotal = reaching.count
        // Without a token everybody gets through, also a client that is disabled.
        guard route.tokenNeed == .required else {
            (missing, missingTotal) = ([], 0)
            return
        }
        let through = Set(reaching.map { Array($0.id.value.utf8) })
        missing = access.lazy.filter { !through.contains(Array($0.id.value.utf8)) }
            .prefix(limit)
            .compactMap { client in
                let standing = ClientReach(client: client).standing(of: route, in: application)
                guard case .closed(let scopes, let reason) = standing else { return nil }
                return Missing(clientID: client.id.value, name: client.name, missingScopes: scopes, reason: reason)
            }
        missingTotal = access.count - reaching.count
    }

    static let reachingSchema = APISchema.named(
        "ReachingClient",
        .output([
            .required("client_id", .text, "The client."),
            .required("name", .text, "What people call it."),
        ])
    )

    static let missingSchema = APISchema.named(
        "MissingClient",
        .output([
            .required("client_id", .text, "The client."),
            .required("name", .text, "What people call it."),
            .required("missing_scopes", .list(.text), "Scopes that it may not ask for; empty for other reasons."),
            .required("reason", .text, "Why, in words."),
        ])
    )
}
