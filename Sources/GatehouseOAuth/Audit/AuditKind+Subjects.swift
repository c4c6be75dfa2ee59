extension AuditKind {
    /// The members of `details` that are ids: of an application, a client, a person, a session and so on.
    private static let idMembers = [
        "application", "client", "user", "subject", "session", "grant", "key", "token", "secret",
    ]

    /// The ids that it is about, each once.
    package var subjects: [String] {
        let details = details
        return ScopeSet(Self.idMembers.compactMap { details[$0] }).names
    }
}
