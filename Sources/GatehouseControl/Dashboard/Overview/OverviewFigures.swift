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

    /// The chosen range.
    let isHour: Bool
    let isDay: Bool
    let isWeek: Bool
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
    let upstreams: [Upstream]
    /// That not every decision was kept; nil if all were.
    let sampled: String?

    init(
        _ traffic: TrafficOverview,
        _ standing: PolicyStanding,
        _ counts: DirectoryCounts,
        tidings: [OverviewTiding]
    ) {
        isHour = traffic.span == .hour
        isDay = traffic.span == .day
        isWeek = traffic.span == .week
        livePath = OverviewController.livePath + "?range=" + traffic.span.rawValue
        span = traffic.span.spanWords
        self.tidings = tidings
        hasTidings = !tidings.isEmpty
        // The dashboard's own client is nobody's work.
        let clients = max(0, counts.clients - (counts.clientsByApplication[BuiltInApplication.key] ?? 0))
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
        upstreams = traffic.upstreams.map { Upstream($0, standing.policy) }
        hasUpstreams = !upstreams.isEmpty
        sampled =
            traffic.sampledOut == 0
            ? nil
            : "\(Figures.count(traffic.sampledOut, "decision")) came too fast to be kept one by one; all are counted."
    }

    private static func summary(applications: Int, clients: Int, tidings: Int) -> String {
        let things =
            tidings == 0 ? "Nothing needs you." : tidings == 1 ? "1 thing needs you." : "\(tidings) things need you."
        return
            "\(Figures.count(Int64(applications), "application")), \(Figures.count(Int64(clients), "client")). \(things)"
    }
}

extension OverviewFigures.Upstream {
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
