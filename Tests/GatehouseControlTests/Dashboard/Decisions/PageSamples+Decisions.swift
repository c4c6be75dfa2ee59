import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport

@testable import GatehouseControl

extension PageSamples {
    /// The frame around a page of the dashboard.
    func deskFrame(_ section: DashboardSection, mayChange: Bool = true) -> DashboardFrame {
        DashboardFrame(
            site: site,
            script: "/dashboard.js",
            section: section,
            csrf: text("c5rf"),
            mayChange: mayChange,
            person: text("Alice Example"),
            account: "https://id.example.test/account",
            standing: FrameStanding(generation: 41, applied: time(120), problemCount: 0)
        )
    }

    /// Every state of the pages about decisions.
    var decisionPages: [Sample] {
        get throws {
            let policy = try CompiledPolicy.sample()
            return [
                ("board-decisions", decisions([refused, permitted, lost], policy: policy)),
                ("board-decisions-filtered", filteredDecisions(policy)),
                ("board-decisions-none", decisions([], policy: policy)),
                ("board-decisions-no-application", decisions([], policy: .empty)),
                (
                    "board-decisions-nothing",
                    decisions([], query: DecisionQuery(typed: [.reason: text("no_route")]), policy: policy)
                ),
                ("board-decision", decisionPage(refused, policy: policy)),
                (
                    "board-decision-granted",
                    decisionPage(refused, policy: try Self.manyRoutes(), scopes: ["tstapp_data.write"])
                ),
                ("board-decision-permitted", decisionPage(permitted, policy: policy)),
                ("board-decision-unverified", decisionPage(unverified, policy: policy)),
                ("board-decision-lost", decisionPage(lost, policy: policy)),
                (
                    "board-decision-missing",
                    DecisionMissingPage(frame: deskFrame(.decisions), requestID: text("9c41"), sampledOut: 12)
                ),
            ]
        }
    }

    private var names: DirectoryNames {
        DirectoryNames(
            clients: [text("web"): client],
            users: ["00000000-0000-4000-8000-000000000001": text("alice")]
        )
    }

    private static let millisecond = PageSamples.now * 1_000

    private var refused: RecordedDecision {
        .sample(
            "insufficient_scope",
            status: 403,
            sequence: 3,
            requestID: "9c41f07be2d83a56",
            method: text("POST"),
            path: "/tstapp/" + text("data"),
            client: text("web"),
            time: Self.millisecond - 1_000,
            conditions: [
                .goodToken, .condition("scope", "tstapp_data.write", text("tstapp_data.read"), false),
                .condition("claim \(text("department"))", text("finance"), text("finance"), true),
            ],
            token: .sample(scopes: [text("tstapp_data.read")], expiresAt: Self.now + 3_360)
        )
    }

    private var permitted: RecordedDecision {
        .sample(
            sequence: 2,
            requestID: "52d3a8be0c714f96",
            client: text("web"),
            subject: text("web"),
            time: Self.millisecond - 90_000_000,
            conditions: [.goodToken, .condition("scope", "tstapp_data.write", "tstapp_data.write", true)],
            token: .sample(scopes: [], subject: text("web"), isBound: true, expiresAt: Self.now - 1)
        )
    }

    private var unverified: RecordedDecision {
        .sample(
            "invalid_token",
            detail: "bad_signature",
            status: 401,
            sequence: 4,
            client: nil,
            subject: nil,
            time: Self.millisecond - 1_000,
            conditions: [.badToken("bad_signature"), .condition("scope", "tstapp_data.write", "none", false)],
            token: .sample(isVerified: false, scopes: [text("tstapp_data.read")], audience: [text("elsewhere")])
        )
    }

    private var lost: RecordedDecision {
        .sample(
            "no_route",
            status: 404,
            sequence: 1,
            requestID: "c8836a0e15d94b72",
            path: "/tstapp/" + text("admin"),
            route: nil,
            client: nil,
            subject: nil,
            time: Self.millisecond - 5_000,
            conditions: nil,
            token: nil
        )
    }

    private func decisions(
        _ decisions: [RecordedDecision],
        query: DecisionQuery = DecisionQuery(),
        policy: CompiledPolicy
    ) -> DecisionsPage {
        DecisionsPage(
            frame: deskFrame(.decisions),
            query: query,
            decisions: decisions,
            names: names,
            applications: policy.applications,
            now: Self.now
        )
    }

    /// An older page with every filter, some of them wrong.
    private func filteredDecisions(_ policy: CompiledPolicy) -> DecisionsPage {
        let query = DecisionQuery(
            typed: [
                .verdict: "refused", .reason: "insufficient_scope", .application: "tstapp", .route: text("POST /data"),
                .client: text("web"), .subject: text("bob"), .status: text("40x"), .from: text("yesterday"),
                .until: text("today"), .time: "hour",
            ],
            before: 99
        )
        return DecisionsPage(
            frame: deskFrame(.decisions),
            query: query,
            decisions: (0...DecisionQuery.rows)
                .map { index in
                    var decision = refused
                    decision.sequence = Int64(90 - index)
                    return decision
                },
            names: names,
            applications: policy.applications,
            sampledOut: 3_482,
            suggestions: [DecisionSuggestion(name: text("Bob"), detail: text("bob"), link: "/decisions?subject=bob")],
            now: Self.now
        )
    }

    /// More routes that one scope opens than a page shows.
    private static func manyRoutes() throws -> CompiledPolicy {
        let routes = (0..<16).map { (PolicyItem.plain("PUT /data/part\($0)"), PolicyItem.plain("tstapp_data.write")) }
        return try .fixture([
            "application": "tstapp",
            "name": "Application tstapp",
            "upstream": "http://127.0.0.1:9000",
            "prefix": "/tstapp",
            "scopes": ["tstapp_data.write": "Change your data"],
            "routes": .map(routes),
        ])
    }

    private func decisionPage(
        _ decision: RecordedDecision,
        policy: CompiledPolicy,
        scopes: [String] = ["tstapp_data.read"]
    ) -> DecisionPage {
        let access = ClientID("web")
            .map {
                ClientAccess(
                    id: $0,
                    name: client,
                    application: "tstapp",
                    scopes: ScopeSet(scopes),
                    isService: false,
                    isDisabled: false
                )
            }
        return DecisionPage(
            frame: deskFrame(.decisions),
            decision,
            surroundings: DecisionSurroundings(
                decision,
                names: names,
                policy: policy,
                policySince: 0,
                client: access,
                person: UserSummary(.sampleAlice)
            ),
            now: Self.now
        )
    }
}
