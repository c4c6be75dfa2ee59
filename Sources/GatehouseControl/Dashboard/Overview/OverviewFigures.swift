import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Everything on the overview that changes while one looks.
struct OverviewFigures: Sendable, Equatable {
    /// A key figure with its line.
    struct Stat: Sendable, Equatable {
        let name: String
        let value: String
        /// The unit; nil for none.
        let unit: String?
        let spark: Sparkline
        let isRefusal: Bool
        let note: String
    }

    /// An upstream of the table.
    struct Upstream: Sendable, Equatable {
        let key: String
        let name: String
        let fails: Bool
        /// Some requests failed, but the last one did not.
        let warns: Bool
        let isDone: Bool
        let state: String
        let requests: String
        /// Nil if nothing is known.
        let p95: String?
    }

    /// One of the ranges to choose from.
    struct Range: Sendable, Equatable {
        let words: String
        let link: String
        let isChosen: Bool
    }

    let ranges: [Range]
    /// Where the same figures come from again.
    let livePath: String
    /// "the last 24 hours".
    let span: String
    /// "2 applications, 8 clients. 3 things need you."
    let summary: String
    let hasTidings: Bool
    let tidings: [OverviewTiding]
    /// What to do on a server where nothing was done yet; nil otherwise.
    let start: OverviewStart?
    /// Whether anything came through the gate in the range.
    let isQuiet: Bool
    let stats: [Stat]
    let requests: BarChart
    let hasRefusals: Bool
    let refusals: Shares
    let latency: LineChart
    let hasIssued: Bool
    let issued: Shares
    let hasUpstreams: Bool
    let upstreamHeads: [TableHead]
    let upstreams: [Upstream]
    /// That not every decision was kept; nil if all were.
    let sampled: String?

    init(
        _ traffic: TrafficOverview,
        _ standing: PolicyStanding,
        clients: Int,
        tidings: [OverviewTiding],
        sort: TableSort<UpstreamOrder> = TableSort()
    ) {
        ranges = [(TrafficSpan.hour, "Hour"), (.day, "24 hours"), (.week, "7 days")]
            .map { choice, words in
                let link = Self.address(choice).with(sort.fields).path
                return Range(words: words, link: link, isChosen: choice == traffic.span)
            }
        livePath =
            ListAddress(OverviewController.livePath, [("range", traffic.span.rawValue)]).with(sort.fields).path
        span = traffic.span.spanWords
        self.tidings = tidings
        hasTidings = !tidings.isEmpty
        let applications = standing.policy.applications
        summary = Self.summary(applications: applications.count, clients: clients, tidings: tidings.count)
        isQuiet = traffic.total.total == 0
        start =
            isQuiet && (applications.isEmpty || clients == 0)
            ? OverviewStart(hasApplication: !applications.isEmpty, key: applications.first?.key) : nil
        stats = Self.stats(traffic)
        requests = Self.requests(traffic)
        let refusals = traffic.refusals.map { refusal in
            Shares.Part(
                refusal.name,
                isCode: true,
                count: refusal.count,
                link: "/decisions?" + FormText.encode([(name: "reason", value: refusal.name)])
            )
        }
        self.refusals = Shares(refusals)
        hasRefusals = !self.refusals.rows.isEmpty
        latency = Self.latency(traffic)
        issued = Shares(traffic.issued.map { Shares.Part(GrantWords.name($0.name), count: $0.count) })
        hasIssued = !issued.rows.isEmpty
        let heads = TableHeads(sort, at: Self.address(traffic.span), anchor: "upstreams")
        upstreamHeads = [
            heads.by(.application, "Application"), heads.by(.state, "State"), heads.number(.requests, "Requests"),
            heads.number(.p95, "p95"),
        ]
        let rows = traffic.upstreams.map { (standing: $0, row: Upstream($0, standing.policy)) }
        upstreams =
            sort.sorted(rows) { order, upstream in
                switch order {
                case .application: .text(upstream.row.name)
                case .state: .number(upstream.row.rank)
                case .requests: .number(upstream.standing.requests)
                case .p95: .number(upstream.standing.p95 ?? -1)
                }
            }
            .map(\.row)
        hasUpstreams = !upstreams.isEmpty
        sampled =
            traffic.sampledOut == 0
            ? nil
            : "\(Figures.count(traffic.sampledOut, "decision")) came too fast to be kept one by one; all are counted."
    }

    private static func address(_ span: TrafficSpan) -> ListAddress {
        ListAddress(OverviewController.path, [("range", span == .day ? nil : span.rawValue)])
    }

    private static func summary(applications: Int, clients: Int, tidings: Int) -> String {
        let things =
            tidings == 0 ? "Nothing needs you." : tidings == 1 ? "1 thing needs you." : "\(tidings) things need you."
        return
            "\(Figures.count(Int64(applications), "application")), \(Figures.count(Int64(clients), "client")). \(things)"
    }
}

extension OverviewFigures.Upstream {
    /// Smaller is worse.
    fileprivate var rank: Int64 { fails ? 0 : warns ? 1 : isDone ? 2 : 3 }

    init(_ upstream: UpstreamStanding, _ policy: CompiledPolicy) {
        let application = policy.applications.first { $0.key.hasSameBytes(as: upstream.application) }
        key = upstream.application
        name = application?.name ?? upstream.application
        fails = upstream.isFailing
        warns = !fails && upstream.failures > 0
        isDone = !fails && !warns && upstream.requests > 0
        requests = Figures.count(upstream.requests)
        p95 = upstream.p95.map { Figures.duration($0) }
        state =
            if fails {
                "Failing"
            } else if warns {
                "\(Figures.count(upstream.failures)) failed"
            } else if isDone {
                "Healthy"
            } else {
                "Not asked"
            }
    }
}
