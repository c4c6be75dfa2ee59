/// What is wrong with a field of a draft.
package struct DraftProblem: Sendable, Equatable {
    /// `key`, `name`, `upstreams.0`, `hosts.1`, `prefix`, `audience`, `scopes.2.name`, `scopes.2.text`,
    /// `routes.3.match`, `routes.3.requirement`, a list itself (`scopes`, `routes` …), or empty for the whole.
    package var field: String
    /// A sentence, or the beginning of one.
    package var message: String
    /// What to write instead.
    package var suggestion: String?

    /// A problem without a suggestion has none that would always be right.
    package init(field: String, message: String, suggestion: String? = nil) {
        self.field = field
        self.message = message
        self.suggestion = suggestion
    }
}
