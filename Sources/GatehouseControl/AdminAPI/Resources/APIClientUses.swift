import GatehousePolicy

/// What a client has done, and which of its scopes it has made use of.
struct APIClientUses: APIResource {
    let uses: [ClientRouteUse]
    /// Every scope that it may ask for, with the last use.
    let scopes: [(name: String, lastAt: Int64?)]

    private struct Use: Encodable {
        let application: String
        let route: String
        let traffic: TrafficCount
        let lastAt: Int64

        enum CodingKeys: String, CodingKey {
            case application
            case route
            case traffic
            case lastAt = "last_at"
        }
    }

    private struct Scope: Encodable {
        let scope: String
        let lastUsedAt: Int64?

        enum CodingKeys: String, CodingKey {
            case scope
            case lastUsedAt = "last_used_at"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case routes
        case scopes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let routes = uses.map {
            Use(application: $0.application, route: $0.route, traffic: $0.total, lastAt: $0.lastAt)
        }
        try container.encode(routes, forKey: .routes)
        try container.encode(scopes.map { Scope(scope: $0.name, lastUsedAt: $0.lastAt) }, forKey: .scopes)
    }

    static var schema: APISchema {
        .named(
            "ClientUses",
            .output([
                .required(
                    "routes",
                    .list(
                        .named(
                            "RouteUse",
                            .output([
                                .required("application", .text, "The application."),
                                .required("route", .text, "The route, as the policy writes it."),
                                .required("traffic", APIOverview.traffic, "Its requests since they are counted."),
                                .required("last_at", .instant, "The last one, in Unix seconds."),
                            ])
                        )
                    ),
                    "What it did, the busiest route first."
                ),
                .required(
                    "scopes",
                    .list(
                        .named(
                            "ScopeUse",
                            .output([
                                .required("scope", .text, "A scope that it may ask for."),
                                .optional("last_used_at", .instant, "When a route last asked for it; left out: never."),
                            ])
                        )
                    ),
                    "All that it may ask for; what was never used could be taken away."
                ),
            ])
        )
    }
}
