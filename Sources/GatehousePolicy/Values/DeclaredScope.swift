/// A scope that an application declares.
package struct DeclaredScope: Sendable, Equatable {
    /// The scope as tokens carry it.
    package let name: String
    /// The sentence on the consent screen.
    package let text: String
    /// Whether a person's token carries it only if an administrator assigned it to that person.
    package let assigned: Bool
}
