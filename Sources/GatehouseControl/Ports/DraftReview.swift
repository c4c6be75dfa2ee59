/// What a draft would become.
package struct DraftReview: Sendable, Equatable {
    /// Empty if the policy would compile with it.
    package var problems: [DraftProblem]
    /// The document that would be written.
    package var text: String
    /// For an application in a file: what to change there, as a unified diff; empty if nothing changes.
    package var diff: String

    /// Takes what a reviewer found.
    package init(problems: [DraftProblem], text: String, diff: String) {
        self.problems = problems
        self.text = text
        self.diff = diff
    }
}
