import GatehouseJOSE

/// What a person allows a client, with what is remembered of it.
struct ConsentDecision: Sendable, Equatable {
    /// What the client gets now.
    let granted: ScopeSet
    /// What takes the place of the earlier consent; nil leaves it.
    let consent: Consent?

    init(granted: ScopeSet, consent: Consent?) {
        self.granted = granted
        self.consent = consent
    }

    /// Reads the ticked boxes; others than those that were there mean nothing.
    init(allowed: [String], person: Interaction.Person, client: Client, now: Int64) throws(OAuthError) {
        let asked = person.scope
        let granted = asked.filter { scope in
            // Without it the client would not know who allowed the rest.
            scope.hasSameBytes(as: PredefinedScope.openID.rawValue) || allowed.contains(where: scope.hasSameBytes(as:))
        }
        guard !granted.isEmpty else {
            throw OAuthError(.accessDenied, "The person allowed nothing.")
        }
        let earlier = person.consent
        let others = (earlier?.scope ?? .empty).filter { !asked.contains($0) }
        self.granted = granted
        consent = Consent(
            userID: person.signedIn.user.id,
            clientID: client.id,
            scope: ScopeSet(others.names + granted.names),
            createdAt: earlier?.createdAt ?? now,
            changedAt: now,
            lastUsedAt: earlier?.lastUsedAt
        )
    }
}
