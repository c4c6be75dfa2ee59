/// Whether a token speaks for a person or for a program.
package enum SubjectKind: String, Sendable, Hashable, CaseIterable {
    /// A person who signed in.
    case user
    /// A program acting for itself.
    case client
}
