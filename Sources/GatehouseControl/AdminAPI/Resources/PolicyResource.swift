import GatehousePolicy

/// Where an application is declared.
struct APIOrigin: APIResource {
    let kind: String
    let path: String?
    let version: String?

    init(_ origin: ApplicationOrigin?) {
        switch origin {
        case .file(let path, _)?: (kind, self.path, version) = ("file", path, nil)
        case .store(_, let version)?: (kind, path, self.version) = ("store", nil, version)
        case nil: (kind, path, version) = ("unknown", nil, nil)
        }
    }

    static var schema: APISchema {
        .named(
            "Origin",
            .output([
                .required("kind", .word(["file", "store", "unknown"]), "Where it is declared."),
                .optional("path", .text, "The file, which is where it is changed."),
                .optional("version", .text, "Its version in the store: what `ETag` says, too."),
            ])
        )
    }
}

/// The policy in force, and how it came to be.
struct APIPolicy: APIResource {
    /// Something that is wrong in a policy, with its place.
    struct Diagnostic: Encodable, Sendable {
        let severity: String
        let file: String
        let line: Int
        let column: Int
        let message: String
        let suggestion: String?

        init(_ diagnostic: PolicyDiagnostic) {
            severity = diagnostic.severity.rawValue
            file = diagnostic.file
            line = diagnostic.line
            column = diagnostic.column
            message = diagnostic.message
            suggestion = diagnostic.suggestion
        }
    }

    let generation: UInt64
    let appliedAt: Int64
    let origins: [String: APIOrigin]
    let problems: [Diagnostic]
    let warnings: [Diagnostic]

    init(_ standing: PolicyStanding) {
        generation = standing.generation
        appliedAt = standing.appliedAt
        origins = standing.origins.mapValues { APIOrigin($0) }
        problems = standing.problems.map { Diagnostic($0) }
        warnings = standing.warnings.map { Diagnostic($0) }
    }

    private enum CodingKeys: String, CodingKey {
        case generation
        case appliedAt = "applied_at"
        case origins
        case problems
        case warnings
    }

    static var schema: APISchema {
        let diagnostic = APISchema.named(
            "Diagnostic",
            .output([
                .required("severity", .word(["error", "warning"]), "How bad it is."),
                .required("file", .text, "The file."),
                .required("line", .integer(1...Int64.max), "The line, from 1."),
                .required("column", .integer(1...Int64.max), "The column, from 1."),
                .required("message", .text, "What is wrong."),
                .optional("suggestion", .text, "What to write instead."),
            ])
        )
        return .named(
            "Policy",
            .output([
                .required("generation", .count, "Counts the policies since the start."),
                .required("applied_at", .instant, "When it came into force, in Unix seconds."),
                .required("origins", .map(APIOrigin.schema), "Where each application is declared, by its key."),
                .required("problems", .list(diagnostic), "Why what is written now is not in force; empty if it is."),
                .required("warnings", .list(diagnostic), "What is in force and hardly meant."),
            ])
        )
    }
}
