import GatehouseJOSE

/// One address of an application's upstream, as the gate finds it now.
struct APIUpstreamEndpoint: APIResource {
    let upstream: String
    let isHealthy: Bool
    let ejections: Int64

    init(_ state: EndpointState) {
        upstream = state.upstream
        isHealthy = state.isIn
        ejections = Int64(clamping: state.ejections)
    }

    private enum CodingKeys: String, CodingKey {
        case upstream
        case isHealthy = "healthy"
        case ejections
    }

    static var schema: APISchema {
        .named(
            "UpstreamEndpoint",
            .output([
                .required(
                    "upstream",
                    .text,
                    "What the policy names, with the address that the name leads to.",
                    example: "http://app-1:9000 (10.0.0.1)"
                ),
                .required("healthy", .boolean, "Whether it gets requests."),
                .required("ejections", .count, "How often it was taken out after failures, since the start."),
            ])
        )
    }
}
