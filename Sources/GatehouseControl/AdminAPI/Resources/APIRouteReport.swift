import GatehousePolicy

/// A route with its traffic, with those who reach it and those who do not; encodes as one flat object.
struct APIRouteReport: APIResource {
    /// How many clients of either kind a route names.
    static let clientLimit = 100

    let route: APIRoute
    let traffic: RouteTraffic?
    /// How many buckets the span has.
    let bucketCount: Int
    let reach: APIRouteReach

    private enum CodingKeys: String, CodingKey {
        case traffic
        case buckets
        case reachedBy = "reached_by"
        case reachingClients = "reaching_clients"
        case notReachedBy = "not_reached_by"
        case otherClients = "other_clients"
    }

    func encode(to encoder: any Encoder) throws {
        try route.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        let quiet = Array(repeating: TrafficCount(), count: bucketCount)
        try container.encode(traffic?.total ?? TrafficCount(), forKey: .traffic)
        try container.encode(traffic?.buckets ?? quiet, forKey: .buckets)
        try container.encode(reach.reaching, forKey: .reachedBy)
        try container.encode(reach.reachingTotal, forKey: .reachingClients)
        try container.encode(reach.missing, forKey: .notReachedBy)
        try container.encode(reach.missingTotal, forKey: .otherClients)
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
                        .list(APIRouteReach.reachingSchema),
                        "Clients that can get through, as far as their side goes; at most \(clientLimit)."
                    ),
                    .required("reaching_clients", .count, "How many those are altogether."),
                    .required(
                        "not_reached_by",
                        .list(APIRouteReach.missingSchema),
                        "Clients that never get through, and why; at most \(clientLimit)."
                    ),
                    .required("other_clients", .count, "How many those are altogether."),
                ]
            )
        )
    }
}
