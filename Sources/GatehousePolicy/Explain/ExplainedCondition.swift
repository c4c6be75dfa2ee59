/// One condition of a route: what it wants, what the request has.
package struct ExplainedCondition: Sendable, Hashable, Codable {
    /// What the condition looks at: `token`, `scope`, `client`, `claim department`, `sign-in`.
    package let subject: String
    /// What it wants.
    package let wanted: String
    /// What the request has.
    package let actual: String
    /// Whether that is enough.
    package let isMet: Bool

    /// Makes a condition of its parts.
    package init(subject: String, wanted: String, actual: String, isMet: Bool) {
        self.subject = subject
        self.wanted = wanted
        self.actual = actual
        self.isMet = isMet
    }

    private enum CodingKeys: String, CodingKey {
        case subject = "condition"
        case wanted
        case actual
        case isMet = "met"
    }
}
