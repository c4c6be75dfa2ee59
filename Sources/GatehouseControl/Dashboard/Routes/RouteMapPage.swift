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
        let hasTable: Bool
        /// "21 routes".
        let count: String
        /// To the map of this application alone.
        let alone: String

        init(_ application: CompiledApplication, table: RouteTable?, span: TrafficSpan) {
            key = application.key
            name = PageWords.name(application.name)
            link = "/applications/\(application.key)"
            address = application.publicURL
            self.table = table
            hasTable = table != nil
            count = PageWords.count(application.routes.count, "route")
            alone = "/routes?application=\(application.key)&span=\(span.rawValue)"
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
        application: String?
    ) {
        self.frame = frame
        let rest = application.map { "&application=\(URLText.query($0))" } ?? ""
        ranges = TrafficSpan.allCases.map { choice in
            Range(words: choice.words, link: "/routes?span=\(choice.rawValue)\(rest)", isChosen: choice == span)
        }
        self.span = span.words
        self.parts = parts
        hasParts = !parts.isEmpty
        summary = "\(PageWords.count(routeCount, "route")) of \(PageWords.count(parts.count, "application"))"
        everything = application.map { _ in "/routes?span=\(span.rawValue)" }
    }
}
