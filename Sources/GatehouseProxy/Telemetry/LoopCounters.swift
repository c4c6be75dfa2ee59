import GatehousePolicy

/// Counts what one event loop does, in plain arrays indexed by route and application of one policy.
final class LoopCounters {
    private static let reasons = DecisionReason.allCases.count
    /// The status classes 1xx to 5xx, and 0 for "no answer was sent".
    private static let classes = 6

    private let policy: CompiledPolicy
    private let noRoute: Int
    private let noApplication: Int
    /// [route × reason]; the last row is for requests without a route.
    private var decisions: [UInt64]
    /// [application × status class]; the last row is for requests without an application.
    private var statuses: [UInt64]
    private var durations: [LatencyHistogram]

    init(policy: CompiledPolicy) {
        self.policy = policy
        self.noRoute = policy.routeCount
        self.noApplication = policy.applications.count
        self.decisions = Array(repeating: 0, count: (noRoute + 1) * Self.reasons)
        self.statuses = Array(repeating: 0, count: (noApplication + 1) * Self.classes)
        self.durations = Array(repeating: LatencyHistogram(), count: noApplication + 1)
    }

    /// Counts one request.
    ///
    /// - Parameters:
    ///   - application: The index of the application, nil if none was chosen.
    ///   - route: The global id of the route, nil if none matched.
    ///   - reason: How the gate dealt with it.
    ///   - status: The status that was sent, 0 if none.
    ///   - duration: In microseconds.
    func record(application: Int?, route: Int?, reason: DecisionReason, status: Int, duration: Int64) {
        decisions[(route ?? noRoute) * Self.reasons + Int(reason.rawValue)] &+= 1
        let row = application ?? noApplication
        statuses[row * Self.classes + min(max(status / 100, 0), Self.classes - 1)] &+= 1
        durations[row].record(duration)
    }

    /// Adds everything counted so far to totals that are keyed by name, which outlive the policy.
    func fold(into totals: inout ProxyTotals) {
        for (index, application) in policy.applications.enumerated() {
            foldApplication(row: index, name: application.key, into: &totals)
            for route in application.routes {
                foldRoute(row: route.id, application: application.key, label: route.label, into: &totals)
            }
        }
        foldApplication(row: noApplication, name: "none", into: &totals)
        foldRoute(row: noRoute, application: "none", label: "none", into: &totals)
    }

    private func foldRoute(row: Int, application: String, label: String, into totals: inout ProxyTotals) {
        for reason in DecisionReason.allCases {
            let count = decisions[row * Self.reasons + Int(reason.rawValue)]
            guard count > 0 else { continue }
            let key = ProxyTotals.Decision(application: application, route: label, reason: reason)
            totals.decisions[key, default: 0] &+= count
        }
    }

    private func foldApplication(row: Int, name: String, into totals: inout ProxyTotals) {
        for statusClass in 0..<Self.classes {
            let count = statuses[row * Self.classes + statusClass]
            guard count > 0 else { continue }
            let key = ProxyTotals.Status(application: name, statusClass: statusClass)
            totals.statuses[key, default: 0] &+= count
        }
        totals.durations[name, default: LatencyHistogram()].add(durations[row])
    }
}
