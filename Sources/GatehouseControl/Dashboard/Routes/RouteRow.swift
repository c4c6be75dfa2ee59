import GatehousePolicy

/// A route in a table of the route map.
struct RouteRow: Sendable, Equatable {
    /// To the page of this route.
    let link: String
    /// Separated by spaces.
    let methods: String
    let path: [RoutePathPart]
    let need: RouteNeed
    /// "24 hours".
    let span: String
    let chartLabel: String
    let spark: RouteSpark
    let permitted: String
    let refused: String
    let hasRefused: Bool
    /// To the decisions that refused.
    let refusedLink: String
    /// Whether it asks for no token.
    let isOpen: Bool
    /// "5 of 8".
    let reach: String
    /// What the row is sorted by.
    let count: TrafficCount

    init(
        _ route: CompiledRoute,
        in application: CompiledApplication,
        traffic: RouteTraffic?,
        span: TrafficSpan,
        reaching: Int,
        of total: Int
    ) {
        let count = traffic?.total ?? TrafficCount()
        link = RouteLink.page(of: route.label, in: application.key)
        methods = route.methods.joined(separator: " ")
        path = RoutePathPart.parts(prefix: application.prefix, template: route.template)
        need = RouteNeed(route)
        self.span = span.words
        permitted = PageNumber.grouped(count.permitted)
        refused = PageNumber.grouped(count.refused)
        hasRefused = count.refused > 0
        refusedLink = RouteLink.decisions(of: route.label, in: application.key, verdict: "refused")
        chartLabel =
            count.total == 0
            ? "no request in \(span.words)" : "\(permitted) permitted, \(refused) refused in \(span.words)"
        spark = RouteSpark(traffic?.buckets ?? [])
        isOpen = route.tokenNeed != .required
        reach = "\(PageNumber.grouped(Int64(reaching))) of \(PageNumber.grouped(Int64(total)))"
        self.count = count
    }
}

extension TrafficSpan {
    /// For sentences: "in 24 hours".
    var words: String {
        switch self {
        case .hour: "1 hour"
        case .day: "24 hours"
        case .week: "7 days"
        }
    }
}
