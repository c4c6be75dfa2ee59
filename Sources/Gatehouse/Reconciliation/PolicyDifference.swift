import GatehouseOAuth

/// What another policy would change: applications as far as the policy in force is known, and clients.
struct PolicyDifference: Sendable, Equatable {
    /// What is done to an application.
    enum Action: String, Sendable {
        case add
        case change
        case remove
    }

    /// One line of an application that comes, goes or becomes another.
    struct Line: Sendable, Equatable {
        /// `scope`, `route`, or a key of the file.
        let kind: String
        /// The name of the scope or route; empty for a key.
        let name: String
        let before: String?
        let after: String?
    }

    /// An application that is not the same.
    struct Application: Sendable, Equatable {
        let key: String
        let action: Action
        let lines: [Line]
    }

    /// The applications that are not the same, by key; nil if the policy in force is not known.
    let applications: [Application]?
    /// What is done to clients.
    let plan: ReconciliationPlan

    /// Compares.
    init(from standing: PolicyOutline?, to new: PolicyOutline, plan: ReconciliationPlan) {
        self.plan = plan.visible
        guard let standing else {
            applications = nil
            return
        }
        let keys = Set((standing.applications + new.applications).map(\.key)).sorted()
        applications = keys.compactMap { key in
            Self.application(
                key,
                from: standing.applications.first { $0.key == key },
                to: new.applications.first { $0.key == key }
            )
        }
    }

    private static func application(
        _ key: String,
        from before: PolicyOutline.Application?,
        to after: PolicyOutline.Application?
    ) -> Application? {
        let lines =
            lines(before?.settings, after?.settings, "")
            + lines(before?.scopes, after?.scopes, "scope") + lines(before?.routes, after?.routes, "route")
        guard !lines.isEmpty else { return nil }
        return Application(
            key: key,
            action: before == nil ? .add : after == nil ? .remove : .change,
            lines: lines
        )
    }

    private static func lines(_ before: [String: String]?, _ after: [String: String]?, _ kind: String) -> [Line] {
        let (old, new) = (before ?? [:], after ?? [:])
        return Set(old.keys).union(new.keys).sorted()
            .compactMap { name in
                let (was, becomes) = (old[name], new[name])
                if let was, let becomes, was.utf8.elementsEqual(becomes.utf8) { return nil }
                return Line(
                    kind: kind.isEmpty ? name : kind,
                    name: kind.isEmpty ? "" : name,
                    before: was,
                    after: becomes
                )
            }
    }
}
