/// What is wrong with one field of a wish.
package struct FieldRefusal: Error, Codable, Sendable, Equatable {
    /// The field by its name in JSON, with the position in a list: `redirect_uris.0`.
    package let field: String
    /// Why, and what to write instead.
    package let refusal: AdminRefusal

    package init(_ field: String, _ refusal: AdminRefusal) {
        self.field = field
        self.refusal = refusal
    }
}

/// Collects what is wrong with a wish, in the order of its checks.
struct FieldProblems {
    private(set) var found: [FieldRefusal] = []

    /// Runs one check; what it refuses is kept under the field, and the answer is nil then.
    mutating func check<Value>(_ field: String, _ body: () throws(AdminRefusal) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            found.append(FieldRefusal(field, error))
            return nil
        }
    }

    /// Notes a refusal.
    mutating func note(_ field: String, _ refusal: AdminRefusal) {
        found.append(FieldRefusal(field, refusal))
    }

    /// Notes a refusal.
    mutating func note(
        _ field: String,
        _ code: AdminRefusal.Code,
        _ message: String,
        suggestion: String? = nil
    ) {
        note(field, AdminRefusal(code, message, suggestion: suggestion))
    }
}

/// Everything that is wrong with a wish; never empty.
struct FieldRefusals: Error {
    let first: FieldRefusal
    let all: [FieldRefusal]

    init(_ refusal: FieldRefusal) {
        first = refusal
        all = [refusal]
    }

    /// Nil where nothing is wrong.
    init?(_ problems: FieldProblems) {
        guard let first = problems.found.first else { return nil }
        self.first = first
        all = problems.found
    }
}
