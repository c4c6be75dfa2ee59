import GatehouseJOSE
import GatehousePolicy

/// What is wrong with one member of a body, or with one parameter.
struct APIFieldProblem: Sendable, Equatable {
    /// `name`, `redirect_uris.0`, or empty for the whole.
    let field: String
    let message: String
    /// What to write instead.
    let suggestion: String?

    init(_ field: String, _ message: String, suggestion: String? = nil) {
        self.field = field
        self.message = message
        self.suggestion = suggestion
    }

    /// A name that nobody declared: a misspelt one must not be lost.
    static func unknown(_ field: String, named name: String, among names: [String]) -> APIFieldProblem {
        let suggestion = Suggestion.best(for: name, among: names).map { "Did you mean \($0)?" }
        return APIFieldProblem(field, "There is nothing of this name.", suggestion: suggestion)
    }

    /// The member of `problems`.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [("field", .string(field)), ("message", .string(message))]
        if let suggestion { members.append(("suggestion", .string(suggestion))) }
        return .object(JSONObject(members))
    }
}

extension APIFieldProblem {
    /// What the document tells of it.
    static let schema = APISchema.named(
        "FieldProblem",
        .output([
            .required("field", .text, "The member, or the parameter; empty for the whole.", example: "redirect_uris.0"),
            .required("message", .text, "What is wrong with it."),
            .optional("suggestion", .text, "What to write instead."),
        ])
    )
}
