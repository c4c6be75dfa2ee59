import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Writes a difference for programs.
enum PolicyDifferenceJSON {
    static func text(_ difference: PolicyDifference, comparedWith standing: String) -> String {
        let applications = difference.applications.map { JSONValue.array($0.map { .object(application($0)) }) }
        let summary = PolicyDifferenceSummary(difference).counts.map { ($0.name, JSONValue.integer(Int64($0.count))) }
        return JSONObject([
            ("compared_with", .string(standing)),
            ("applications", applications ?? .null),
            ("clients", .array(difference.plan.steps.map { .object(step($0)) })),
            ("summary", .object(JSONObject(summary))),
        ])
        .text
    }

    private static func application(_ application: PolicyDifference.Application) -> JSONObject {
        JSONObject([
            ("application", .string(application.key)),
            ("action", .string(application.action.rawValue)),
            (
                "changes",
                .array(
                    application.lines.map { line in
                        .object(
                            JSONObject([
                                ("kind", .string(line.kind)),
                                ("name", line.name.isEmpty ? .null : .string(line.name)),
                                ("from", line.before.map(JSONValue.string) ?? .null),
                                ("to", line.after.map(JSONValue.string) ?? .null),
                            ])
                        )
                    }
                )
            ),
        ])
    }

    private static func step(_ step: ReconciliationStep) -> JSONObject {
        JSONObject([
            ("client_id", .string(step.client.id.value)),
            ("application", .string(step.client.application)),
            ("action", .string(step.action.rawValue)),
            ("declared_at", step.location.map { .string($0.description) } ?? .null),
            ("changes", .array(step.changes.map { .object(change($0)) })),
        ])
    }

    private static func change(_ change: FieldChange) -> JSONObject {
        switch change.kind {
        case .hidden: JSONObject([("field", .string(change.field))])
        case .single:
            JSONObject([
                ("field", .string(change.field)),
                ("from", change.before.first.map(JSONValue.string) ?? .null),
                ("to", change.after.first.map(JSONValue.string) ?? .null),
            ])
        case .list:
            JSONObject([
                ("field", .string(change.field)),
                ("from", .array(change.before.map(JSONValue.string))),
                ("to", .array(change.after.map(JSONValue.string))),
            ])
        }
    }
}
