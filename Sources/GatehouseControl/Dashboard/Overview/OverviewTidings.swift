import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Something that needs somebody, with the way to it.
struct OverviewTiding: Sendable, Equatable {
    /// It is broken now; otherwise it needs somebody soon.
    let fails: Bool
    /// What it is about.
    let subject: String
    /// What is the matter: the rest of the sentence.
    let text: String
    /// A word of the protocol that ends the sentence; nil for none.
    let code: String?
    let next: BoardLink

    init(fails: Bool, _ subject: String, _ text: String, code: String? = nil, _ next: BoardLink) {
        self.fails = fails
        self.subject = subject
        self.text = text
        self.code = code
        self.next = next
    }
}

/// Finds what needs somebody; only what is known, never a guess.
struct OverviewTidings: Sendable {
    let all: [OverviewTiding]

    init(
        _ standing: PolicyStanding,
        _ traffic: TrafficOverview,
        _ refusals: [RepeatedRefusal],
        names: DirectoryNames,
        now: Int64
    ) {
        let tidings =
            Self.policies(standing)
            + traffic.upstreams.compactMap { Self.upstream($0, standing, now: now) }
            + refusals.map { Self.refusals($0, names, now: now) }
        // What is broken comes first.
        all = tidings.filter(\.fails) + tidings.filter { !$0.fails }
    }

    private static func policies(_ standing: PolicyStanding) -> [OverviewTiding] {
        var tidings: [OverviewTiding] = []
        if let first = standing.problems.first {
            let count = Figures.count(Int64(standing.problems.count), "problem")
            tidings.append(
                OverviewTiding(
                    fails: true,
                    "The policies as they are written",
                    "are not in force: \(count), the first one in \(first.location). The ones of before still decide.",
                    BoardLink("Applications", "/applications")
                )
            )
        }
        if let first = standing.warnings.first {
            tidings.append(
                OverviewTiding(
                    fails: false,
                    "The policies in force",
                    "have \(Figures.count(Int64(standing.warnings.count), "warning")). \(first.location): \(first.message)",
                    BoardLink("Applications", "/applications")
                )
            )
        }
        return tidings
    }

    /// An upstream whose last word was a failure.
    private static func upstream(
        _ upstream: UpstreamStanding,
        _ standing: PolicyStanding,
        now: Int64
    ) -> OverviewTiding? {
        guard upstream.isFailing, let failedAt = upstream.lastFailureAt else { return nil }
        let name = standing.policy.applications.first { $0.key.hasSameBytes(as: upstream.application) }?.name
        let since = upstream.lastSuccessAt.map { "since \(PageTime($0, now: now).words)" } ?? "since it is watched"
        return OverviewTiding(
            fails: true,
            name ?? upstream.application,
            "has not answered \(since): its upstream failed last \(PageTime(failedAt, now: now).words)"
                + (upstream.lastFailure == nil ? "." : " with"),
            code: upstream.lastFailure,
            BoardLink("Upstreams", "#upstreams")
        )
    }

    private static func refusals(_ refusal: RepeatedRefusal, _ names: DirectoryNames, now: Int64) -> OverviewTiding {
        let query = FormText.encode([
            (name: "client", value: refusal.client), (name: "reason", value: refusal.reason),
        ])
        return OverviewTiding(
            fails: false,
            names.clients[refusal.client] ?? refusal.client,
            "was refused \(Figures.count(Int64(refusal.count), "time")) since "
                + "\(PageTime(refusal.since / 1_000, now: now).utc.dropFirst(11).prefix(5)) UTC, each time for",
            code: refusal.reason,
            BoardLink("See why", "/decisions?" + query)
        )
    }
}

extension UpstreamStanding {
    /// Whether the last thing that is known of it is a failure.
    var isFailing: Bool {
        guard let lastFailureAt else { return false }
        return lastFailureAt > lastSuccessAt ?? .min
    }
}
