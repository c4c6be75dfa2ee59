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
        let table: RouteTable
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
        let routes = parts.reduce(0) { $0 + $1.table.rows.count }
        summary = "\(PageWords.count(routes, "route")) of \(PageWords.count(parts.count, "application"))"
        everything = application.map { _ in "/routes?span=\(span.rawValue)" }
    }
}
