import GatehousePolicy

/// One route: which clients can reach it, which cannot, and who did.
struct RoutePage: BoardPage {
    static let template = "boardRoute"

    /// A client that can get through.
    struct Reaching: Sendable, Equatable {
        let name: String
        let id: String
        let link: String
        /// "Service" or "People sign in".
        let kind: String
        /// What is up to the person; nil if nothing is.
        let condition: String?
        let permitted: String
        let refused: String
        let lastUsed: PageTime?
    }

    /// A client that cannot.
    struct Missing: Sendable, Equatable {
        let name: String
        let id: String
        let link: String
        /// Why, in words.
        let reason: String
        /// To the form where the missing scopes are ticked, with the client's name; nil if scopes alone do not help.
        let remedy: BoardLink?
    }

    let frame: DashboardFrame
    let applicationName: String
    let applicationLink: String
    let row: RouteRow
    let need: RouteNeed
    let methods: String
    let path: [RoutePathPart]
    /// `policies/tstapp.yaml, line 16`.
    let place: String
    let ranges: [RouteMapPage.Range]
    let span: String
    let reachingHeads: [TableHead]
    let reaching: [Reaching]
    let hasReaching: Bool
    /// "5 of 8 clients".
    let reachingCount: String
    let missingHeads: [TableHead]
    let missing: [Missing]
    let hasMissing: Bool
    /// "Showing 50 of 9,948."; nil if all are shown.
    let rest: String?
    let missingRest: String?
    let isOpen: Bool
    let decisions: String

    init(
        frame: DashboardFrame,
        application: CompiledApplication,
        route: CompiledRoute,
        traffic: RouteTraffic?,
        span: TrafficSpan,
        clients: RouteClients
    ) {
        self.frame = frame
        applicationName = application.name
        applicationLink = "/applications/\(application.key)"
        row = RouteRow(
            route,
            in: application,
            traffic: traffic,
            span: span,
            reaching: clients.reachingTotal,
            of: clients.reachingTotal + clients.missingTotal
        )
        need = row.need
        methods = row.methods
        path = row.path
        place = "\(route.location.file), line \(route.location.line)"
        let (reachingOrder, missingOrder) = (clients.orders.reaching, clients.orders.missing)
        func address(_ span: TrafficSpan) -> ListAddress {
            let fields = [("application", application.key), ("route", route.label), ("span", span.rawValue)]
            return ListAddress("/routes/show", fields)
        }
        ranges = TrafficSpan.allCases.map { choice in
            let link = address(choice).with(reachingOrder.fields).with(missingOrder.fields).path
            return RouteMapPage.Range(words: choice.words, link: link, isChosen: choice == span)
        }
        self.span = span.words
        let reachingHeads = TableHeads(
            reachingOrder,
            at: address(span).with(missingOrder.fields),
            anchor: "reaching"
        )
        self.reachingHeads = [
            reachingHeads.by(.client, "Client"), reachingHeads.by(.kind, "Kind"),
            reachingHeads.number(.permitted, "Permitted"), reachingHeads.number(.refused, "Refused"),
            reachingHeads.number(.last, "Last request"),
        ]
        let missingHeads = TableHeads(missingOrder, at: address(span).with(reachingOrder.fields), anchor: "missing")
        self.missingHeads = [
            missingHeads.by(.client, "Client"), missingHeads.by(.reason, "Why not"), TableHead(unseen: "What to do"),
        ]
        reaching = clients.reaching
        hasReaching = !reaching.isEmpty
        reachingCount = row.reach
        missing = clients.missing
        hasMissing = !missing.isEmpty
        rest = Self.rest(reaching.count, of: clients.reachingTotal)
        missingRest = Self.rest(missing.count, of: clients.missingTotal)
        isOpen = row.isOpen
        decisions = RouteLink.decisions(of: route.label, in: application.key)
    }

    private static func rest(_ shown: Int, of total: Int) -> String? {
        shown < total ? "Showing \(shown) of \(PageNumber.grouped(Int64(total)))." : nil
    }
}
