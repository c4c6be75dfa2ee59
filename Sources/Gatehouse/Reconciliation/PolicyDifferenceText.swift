import GatehouseOAuth

/// Puts a difference into words: `+` comes, `~` changes, `-` goes, `!` is left alone.
struct PolicyDifferenceText {
    /// What the policies were compared with.
    let standing: String
    let difference: PolicyDifference

    var text: String {
        let blocks = [applications, clients, [summary]].filter { !$0.isEmpty }
        return (["Compared with \(standing)."] + blocks.map { $0.joined(separator: "\n") }).joined(separator: "\n\n")
    }

    private var applications: [String] {
        guard let applications = difference.applications else {
            return ["Applications, scopes and routes are not compared: no server runs that has a policy in force."]
        }
        return applications.flatMap { application in
            let sign: Character =
                switch application.action {
                case .add: "+"
                case .change: "~"
                case .remove: "-"
                }
            return ["\(sign) application \(application.key)"] + application.lines.map(line)
        }
    }

    private func line(_ line: PolicyDifference.Line) -> String {
        let name = line.name.isEmpty ? line.kind : "\(line.kind) \(line.name)"
        return Self.line(name, before: line.before, after: line.after)
    }

    private var clients: [String] {
        difference.plan.steps.flatMap { step in ["\(step.sign) \(step.title)"] + step.changes.flatMap(Self.lines) }
    }

    private static func lines(_ change: FieldChange) -> [String] {
        switch change.kind {
        case .hidden: ["    ~ \(change.field): the one in its file"]
        case .single:
            [line(change.field, before: change.before.nonEmptyText, after: change.after.nonEmptyText)]
        case .list:
            change.removed.map { line(change.field, before: $0, after: nil) }
                + change.added.map { line(change.field, before: nil, after: $0) }
                + (change.removed.isEmpty && change.added.isEmpty ? ["    ~ \(change.field): in another order"] : [])
        }
    }

    private static func line(_ name: String, before: String?, after: String?) -> String {
        switch (before, after) {
        case (let before?, let after?): shown("    ~ \(name): \(brief(before)) -> \(brief(after))")
        case (let before?, nil): shown("    - \(name): \(brief(before))")
        case (nil, let after): shown("    + \(name): \(brief(after ?? ""))")
        }
    }

    private static func brief(_ text: String) -> String {
        text.count > 160 ? text.prefix(160) + "…" : text
    }

    /// Control and format characters could move the cursor or reorder what a terminal shows.
    private static func shown(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }

    private var summary: String {
        let summary = PolicyDifferenceSummary(difference)
        guard !summary.isEmpty else { return "Nothing would change." }
        return "Plan: \(summary.words)."
    }
}

/// Counts what a difference would do.
struct PolicyDifferenceSummary {
    /// What is counted, in the order in which it is said.
    let counts: [(name: String, count: Int)]

    init(_ difference: PolicyDifference) {
        func applications(_ action: PolicyDifference.Action) -> Int {
            difference.applications?.count { $0.action == action } ?? 0
        }
        func clients(_ action: ReconciliationStep.Action) -> Int {
            difference.plan.steps.count { $0.action == action }
        }
        counts = [
            ("applications_to_add", applications(.add)), ("applications_to_change", applications(.change)),
            ("applications_to_remove", applications(.remove)), ("clients_to_create", clients(.create)),
            ("clients_to_change", clients(.change)), ("clients_to_enable", clients(.enable)),
            ("clients_to_disable", clients(.disable)), ("clients_left_alone", clients(.conflict)),
        ]
    }

    var isEmpty: Bool { counts.allSatisfy { $0.count == 0 } }

    /// `1 application to add, 2 clients to change`: only what there is.
    var words: String {
        counts.filter { $0.count > 0 }
            .map { name, count in
                let words = name.split(separator: "_").joined(separator: " ")
                let singular = count == 1 ? words.replacing("applications", with: "application") : words
                return "\(count) \(count == 1 ? singular.replacing("clients", with: "client") : words)"
            }
            .joined(separator: ", ")
    }
}

extension ReconciliationStep {
    fileprivate var sign: Character {
        switch action {
        case .create: "+"
        case .change, .enable: "~"
        case .disable: "-"
        case .conflict: "!"
        }
    }

    fileprivate var title: String {
        let name = "client \(client.id) (\(client.application))"
        switch action {
        case .create, .change: return name
        case .enable: return "\(name): declared again, so it is enabled"
        case .disable: return "\(name): no file declares it any more, so it is disabled and its tokens are refused"
        case .conflict: return "\(name): made otherwise, so it is left as it is"
        }
    }
}

extension [String] {
    /// Nil for no value.
    fileprivate var nonEmptyText: String? { isEmpty ? nil : joined(separator: " ") }
}
