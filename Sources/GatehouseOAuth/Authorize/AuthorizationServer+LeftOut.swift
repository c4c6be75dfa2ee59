extension AuthorizationServer {
    /// Takes back the earlier grants with a scope that the person leaves out now.
    ///
    /// Whoever unticks a scope ends it; it must not live on in a token from another day.
    func takeBack(
        _ decision: ConsentDecision,
        by signedIn: SignedIn,
        from client: Client,
        browser: BrowserContext
    ) async throws(OAuthError) {
        guard !decision.leftOut.isEmpty else { return }
        let user = signedIn.user.id
        let now = browser.now
        let lifetime = configuration.longestTokenSeconds
        let facts = AccountFacts(
            user: user,
            client: client.id,
            session: signedIn.session.id,
            scope: decision.leftOut,
            address: browser.address,
            reason: "left_out"
        )
        let records = try await answering { () async throws(StorageError) -> [RevocationRecord] in
            let allowed = ScopeSet(
                try await people.grants.standingGrants(of: user, at: now)
                    .filter { $0.clientID == client.id }
                    .flatMap(\.scope.names)
            )
            let kept = allowed.filter { !decision.leftOut.contains($0) }
            guard kept != allowed else { return [] }
            return try await people.grants.revokeGrants(
                of: user,
                to: client.id,
                exceeding: ScopeSet(kept.names + decision.granted.names),
                at: now,
                revocation: { .spent($0, now: now, lifetime: lifetime) },
                audit: AuditEvent(at: now, actor: user.value, kind: .account(.consentWithdrawn, facts))
            )
        }
        publishing.publish(records)
    }
}
