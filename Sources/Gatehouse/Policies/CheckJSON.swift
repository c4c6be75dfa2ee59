import GatehouseJOSE
import GatehousePolicy

/// Writes the outcome of checking policies as JSON.
enum CheckJSON {
    static func text(_ compilation: PolicyCompilation) -> String {
        let applications = compilation.policy?.applications ?? []
        return JSONObject([
            ("valid", .bool(compilation.policy != nil)),
            ("applications", .array(applications.map { .object(application($0)) })),
            ("diagnostics", .array(compilation.diagnostics.map { .object(diagnostic($0)) })),
        ])
        .text
    }

    private static func application(_ application: CompiledApplication) -> JSONObject {
        JSONObject([
            ("application", .string(application.key)),
            ("name", .string(application.name)),
            ("file", .string(application.file)),
            ("hosts", .array(application.hosts.map(JSONValue.string))),
            ("prefix", .string(application.prefix.isEmpty ? "/" : application.prefix)),
            ("audience", .string(application.audience)),
            ("scopes", .array(application.scopes.map { .string($0.name) })),
            ("routes", .array(application.routes.map { .string($0.label) })),
        ])
    }

    private static func diagnostic(_ diagnostic: PolicyDiagnostic) -> JSONObject {
        JSONObject([
            ("severity", .string(diagnostic.severity.rawValue)),
            ("file", .string(diagnostic.file)),
            ("line", .integer(Int64(diagnostic.line))),
            ("column", .integer(Int64(diagnostic.column))),
            ("message", .string(diagnostic.message)),
            ("suggestion", diagnostic.suggestion.map(JSONValue.string) ?? .null),
        ])
    }
}
