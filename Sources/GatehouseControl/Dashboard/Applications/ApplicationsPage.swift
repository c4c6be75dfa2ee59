import GatehousePolicy

/// All applications.
struct ApplicationsPage: BoardPage {
    static let template = "boardApplications"
    /// More than this is on another page.
    private static let size = 50

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
    let heads: [TableHead]
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
        facts: [ApplicationFacts],
        sort: TableSort<ApplicationOrder> = TableSort(),
        page: Int = 1,
        routeCount: Int,
        problems: [PolicyDiagnostic]
    ) {
        self.frame = frame
        let address = ListAddress("/applications")
        let heads = TableHeads(sort, at: address)
        self.heads = [
            heads.by(.name, "Application"), heads.by(.address, "Reached at"),
            heads.by([(.permitted, "Permitted"), (.refused, "refused in 24 hours")]), heads.by(.routes, "Routes"),
            heads.by(.clients, "Clients"), heads.by(.declared, "Declared"),
        ]
        pages = ListPages(total: facts.count, size: Self.size, page: page, base: address.with(sort.fields).base)
        rows = sort.sorted(facts) { $1.key(by: $0) }[pages.range].map { Row($0) }
        hasRows = !rows.isEmpty
        summary = "\(PageWords.count(facts.count, "application")), \(PageWords.count(routeCount, "route"))."
        self.problems = problems.prefix(20).map(\.description)
        hasProblems = !problems.isEmpty
        mayChange = frame.mayChange
    }
}

extension ApplicationsPage.Row {
    init(_ facts: ApplicationFacts) {
        let (application, traffic, total) = (facts.application, facts.traffic, facts.total)
        key = application.key
        name = PageWords.name(application.name)
        link = "/applications/\(application.key)"
        address = application.publicURL
        upstreams = application.upstreams.map(\.description).joined(separator: ", ")
        routes = PageWords.count(application.routes.count, "route")
        scopes = PageWords.count(application.scopes.count, "scope")
        clients = PageWords.count(facts.clients, "client")
        clientsLink = "/clients?application=\(application.key)"
        file = facts.file
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
