import GatehouseJOSE

/// What a person allows a client, with what is remembered of it.
struct ConsentDecision: Sendable, Equatable {
    /// What the client gets now.
    let granted: ScopeSet
    /// What takes the place of the earlier consent; nil leaves it.
    let consent: Consent?
    /// What was asked for and not allowed: earlier grants lose it, too.
    let leftOut: ScopeSet

    init(granted: ScopeSet, consent: Consent?) {
        self.granted = granted
        self.consent = consent
        leftOut = .empty
    }

    /// Reads the ticked boxes; others than those that were there mean nothing.
    ///
    /// `askedAt` is the Unix second before which nothing was shown: if the client changed since, nobody knows as what it
    /// was shown, and nothing is remembered.
    init(
        allowed: [String],
        person: Interaction.Person,
        client: Client,
        askedAt: Int64,
        now: Int64
    ) throws(OAuthError) {
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
        leftOut = asked.filter { !granted.contains($0) }
        let consent = Consent(
            userID: person.signedIn.user.id,
            clientID: client.id,
            scope: ScopeSet(others.names + granted.names),
            createdAt: earlier?.createdAt ?? now,
            changedAt: now,
            lastUsedAt: earlier?.lastUsedAt
        )
        let isCurrent = client.profile.consentsSince.map { $0 < askedAt } ?? true
        self.consent = isCurrent ? consent : nil
    }
}
