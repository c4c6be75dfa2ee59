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
