/// What a command about policies prints, and how it ends.
package struct PolicyReport: Sendable {
    /// The result, for people.
    package let text: String
    /// The result, for programs.
    package let json: String
    /// What is wrong or odd, one line each; not part of the result.
    package let diagnostics: [String]
    /// Whether the answer is yes.
    package let isPositive: Bool
}
