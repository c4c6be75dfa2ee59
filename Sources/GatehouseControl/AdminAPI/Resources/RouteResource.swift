import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// A route of an application with what it asks for.
struct APIRoute: Encodable, Sendable {
    let application: String
    let route: String
    let methods: [String]
    let path: String
    let place: String
    let token: String
    let allScopes: [String]
    let anyScope: [String]
    let claims: [String: [String]]
    let clients: [String]
    let maximumAge: Int64?

    init(_ route: CompiledRoute, in application: CompiledApplication) {
        self.application = application.key
        self.route = route.label
        methods = route.methods
        path = application.prefix + route.template
        place = "\(route.location.file):\(route.location.line)"
        token =
            switch route.tokenNeed {
            case .none: "none"
            case .optional: "optional"
            case .required: "required"
            }
        let requirement = route.requirement
        allScopes = requirement.allScopes
        anyScope = requirement.anyScope
        claims = Dictionary(requirement.claims.map { ($0.name, $0.values.map(\.text)) }, uniquingKeysWith: +)
        clients = requirement.clients
        maximumAge = requirement.maximumAge
    }

    private enum CodingKeys: String, CodingKey {
        case application
        case route
        case methods
        case path
        case place
        case token
        case allScopes = "all_scopes"
        case anyScope = "any_scope"
        case claims
        case clients
        case maximumAge = "max_age"
    }

    /// What the document tells of it.
    static let members: [APIMember] = [
        .required("application", .text, "The application.", example: "tstapp"),
        .required("route", .text, "As the policy writes it.", example: "GET /data/**"),
        .required("methods", .list(.text), "Its methods; `ANY` is any."),
        .required("path", .text, "Its template with the prefix.", example: "/tstapp/data/**"),
        .required("place", .text, "Where it is written.", example: "policies/tstapp.yaml:16"),
        .required("token", .word(["none", "optional", "required"]), "Whether it looks at a token."),
        .required("all_scopes", .list(.text), "Scopes that must all be held."),
        .required("any_scope", .list(.text), "Scopes of which one must be held."),
        .required("claims", .map(.list(.text)), "Claims that must have one of these values."),
        .required("clients", .list(.text), "The only clients that may call; none is any."),
        .optional("max_age", .count, "How many seconds ago the person may have signed in."),
    ]
}

/// A route with its traffic and with those who reach it; encodes as one flat object.
struct APIRouteReport: APIResource {
    /// How many clients a route names.
    static let clientLimit = 100

    let route: APIRoute
    let traffic: RouteTraffic?
    /// How many buckets the span has.
    let bucketCount: Int
    let reaching: [ClientAccess]

    private struct Reaching: Encodable {
        let clientID: String
        let name: String

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case name
        }
    }

    private enum CodingKeys: String, CodingKey {
        case traffic
        case buckets
        case reachedBy = "reached_by"
        case reachingClients = "reaching_clients"
    }

    func encode(to encoder: any Encoder) throws {
        try route.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        let quiet = Array(repeating: TrafficCount(), count: bucketCount)
        try container.encode(traffic?.total ?? TrafficCount(), forKey: .traffic)
        try container.encode(traffic?.buckets ?? quiet, forKey: .buckets)
        let named = reaching.prefix(Self.clientLimit).map { Reaching(clientID: $0.id.value, name: $0.name) }
        try container.encode(named, forKey: .reachedBy)
        try container.encode(reaching.count, forKey: .reachingClients)
    }

    static var schema: APISchema {
        .named(
            "RouteReport",
            .output(
                APIRoute.members + [
                    .required("traffic", APIOverview.traffic, "Requests of the span."),
                    .required("buckets", .list(APIOverview.traffic), "Oldest first."),
                    .required(
                        "reached_by",
                        .list(
                            .named(
                                "ReachingClient",
                                .output([
                                    .required("client_id", .text, "The client."),
                                    .required("name", .text, "What people call it."),
                                ])
                            )
                        ),
                        "Clients that can get through, as far as their side goes; at most \(clientLimit)."
                    ),
                    .required("reaching_clients", .count, "How many those are altogether."),
                ]
            )
        )
    }
}

/// What a route is to a client; encodes as one flat object.
struct APIClientReach: APIResource {
    let route: APIRoute
    let standing: RouteStanding

    private enum CodingKeys: String, CodingKey {
        case standing
        case missingScopes = "missing_scopes"
        case reason
    }

    func encode(to encoder: any Encoder) throws {
        try route.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch standing {
        case .open: try container.encode("open", forKey: .standing)
        case .reachable: try container.encode("reachable", forKey: .standing)
        case .depends(let reason):
            try container.encode("depends", forKey: .standing)
            try container.encode(reason, forKey: .reason)
        case .closed(let missing, let reason):
            try container.encode("closed", forKey: .standing)
            try container.encode(missing, forKey: .missingScopes)
            try container.encode(reason, forKey: .reason)
        }
    }

    static var schema: APISchema {
        .named(
            "ClientReach",
            .output(
                APIRoute.members + [
                    .required(
                        "standing",
                        .word(["open", "reachable", "depends", "closed"]),
                        "No token needed; within reach; up to the person; never."
                    ),
                    .optional("missing_scopes", .list(.text), "Scopes that it may not ask for."),
                    .optional("reason", .text, "Why, in words."),
                ]
            )
        )
    }
}

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
