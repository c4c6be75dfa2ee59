/// One condition of a route: what it wants, what the request has.
package struct ExplainedCondition: Sendable, Equatable {
    /// What the condition looks at: `token`, `scope`, `client`, `claim department`, `sign-in`.
    package let subject: String
    /// What it wants.
    package let wanted: String
    /// What the request has.
    package let actual: String
    /// Whether that is enough.
    package let isMet: Bool
}
