import GatehousePolicy

/// The routes of all applications: what they ask for, what came in, who can reach them.
struct RouteMapPage: BoardPage {
    static let template = "boardRoutes"

    /// The routes of one application.
    struct Part: Sendable, Equatable {
        /// Its anchor on the page.
        let key: String
        let name: String
        let link: String
        /// Where its routes are below.
        let address: String
        /// Nil where it would make the page too long.
        let table: RouteTable?
        /// "21 routes".
        let count: String
        /// To the map of this application alone.
        let alone: String

        init(_ application: CompiledApplication, table: RouteTable?, span: TrafficSpan, sort: TableSort<RouteOrder>) {
            key = application.key
            name = PageWords.name(application.name)
            link = "/applications/\(application.key)"
            address = application.publicURL
            self.table = table
            count = PageWords.count(application.routes.count, "route")
            alone = RouteLink.map(of: application.key, span).with(sort.fields).path
        }
    }

    /// One of the spans to choose from.
    struct Range: Sendable, Equatable {
        let words: String
        let link: String
        let isChosen: Bool
    }

    let frame: DashboardFrame
    let ranges: [Range]
    let span: String
    let parts: [Part]
    let hasParts: Bool
    /// "12 routes of 3 applications".
    let summary: String
    /// Set if the page is about one application.
    let everything: String?

    init(
        frame: DashboardFrame,
        span: TrafficSpan,
        parts: [Part],
        routeCount: Int,
        application: String?,
        sort: TableSort<RouteOrder> = TableSort(usual: .route)
    ) {
        self.frame = frame
        ranges = TrafficSpan.allCases.map { choice in
            let link = RouteLink.map(of: application, choice).with(sort.fields).path
            return Range(words: choice.words, link: link, isChosen: choice == span)
        }
        self.span = span.words
        self.parts = parts
        hasParts = !parts.isEmpty
        summary = "\(PageWords.count(routeCount, "route")) of \(PageWords.count(parts.count, "application"))"
        everything = application.map { _ in RouteLink.map(of: nil, span).with(sort.fields).path }
    }
}
