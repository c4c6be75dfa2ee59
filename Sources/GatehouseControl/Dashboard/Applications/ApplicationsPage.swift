import GatehousePolicy

/// All applications.
struct ApplicationsPage: BoardPage {
    static let template = "boardApplications"

    /// One of them.
    struct Row: Sendable, Equatable {
        let key: String
        let name: String
        let link: String
        let address: String
        let upstreams: String
        /// "7 routes".
        let routes: String
        /// "4 scopes".
        let scopes: String
        /// "12 clients", with a link to them.
        let clients: String
        let clientsLink: String
        /// The file that declares it; nil if it lives in the store.
        let file: String?
        let permitted: String
        let refused: String
        let hasRefused: Bool
        let refusedLink: String
        let chartLabel: String
        let spark: RouteSpark
    }

    let frame: DashboardFrame
    let rows: [Row]
    let hasRows: Bool
    /// "3 applications, 21 routes".
    let summary: String
    /// What is wrong in files that are not in force.
    let problems: [String]
    let hasProblems: Bool
    let mayChange: Bool
    let pages: ListPages

    init(
        frame: DashboardFrame,
        rows: [Row],
        pages: ListPages,
        total: Int,
        routeCount: Int,
        problems: [PolicyDiagnostic]
    ) {
        self.frame = frame
        self.rows = rows
        self.pages = pages
        hasRows = !rows.isEmpty
        summary = "\(PageWords.count(total, "application")), \(PageWords.count(routeCount, "route"))."
        self.problems = problems.prefix(20).map(\.description)
        hasProblems = !problems.isEmpty
        mayChange = frame.mayChange
    }
}

extension ApplicationsPage.Row {
    /// `traffic` is what came in on its routes; `clients` is how many it owns.
    init(
        _ application: CompiledApplication,
        origin: ApplicationOrigin?,
        clients: Int,
        traffic: [RouteTraffic]
    ) {
        key = application.key
        name = PageWords.name(application.name)
        link = "/applications/\(application.key)"
        address = application.publicURL
        upstreams = application.upstreams.map(\.description).joined(separator: ", ")
        routes = PageWords.count(application.routes.count, "route")
        scopes = PageWords.count(application.scopes.count, "scope")
        self.clients = PageWords.count(clients, "client")
        clientsLink = "/clients?application=\(application.key)"
        if case .file(let path, _)? = origin { file = path } else { file = nil }
        let total = traffic.reduce(TrafficCount()) { $0 + $1.total }
        var buckets: [TrafficCount] = []
        for route in traffic {
            if buckets.isEmpty {
                buckets = route.buckets
            } else {
                for (index, bucket) in route.buckets.enumerated() where index < buckets.count {
                    buckets[index] = buckets[index] + bucket
                }
            }
        }
        permitted = PageNumber.grouped(total.permitted)
        refused = PageNumber.grouped(total.refused)
        hasRefused = total.refused > 0
        refusedLink = "/decisions?application=\(application.key)&verdict=refused"
        chartLabel =
            total.total == 0 ? "no request in 24 hours" : "\(permitted) permitted, \(refused) refused in 24 hours"
        spark = RouteSpark(buckets)
    }
}
