import GatehouseJOSE

extension AuthorizationServer {
    /// How long a token for trying holds, in seconds.
    private static let trialSeconds: Int64 = 60

    /// An access token as the client would get it, with which an administrator tries what it opens.
    ///
    /// Without a person it is the client's own; with one it is what the client gets when that person allows everything,
    /// signed in as in the session of that id. Nothing is stored but who tried it.
    package func trialToken(
        for id: ClientID,
        scope: ScopeSet,
        person: User?,
        sessionID: String? = nil,
        actor: String,
        now: Int64
    ) async throws(OAuthError) -> TrialToken {
        let found = try await answering { () async throws(StorageError) in try await clients.client(id) }
        guard let client = found, client.disabledAt == nil else {
            throw OAuthError(.invalidClient, "The client is unknown or disabled.")
        }
        try Self.checkTriable(client)
        let trial: (access: GrantedAccess, terms: IssuanceTerms) =
            if let person {
                try await personTrial(of: person.id, client, scope: scope, sessionID: sessionID, now: now)
            } else {
                try ownTrial(of: client, scope: scope)
            }
        var terms = trial.terms
        terms.notAfter = now + Self.trialSeconds
        let issuance = try Issuance.plan(
            trial.access,
            client: client,
            terms: terms,
            configuration: configuration,
            now: now,
            entropy: entropy
        )
        let text = try sign(issuance).accessToken
        let tokenID = issuance.claims["jti"]?.string ?? ""
        let kind = AuditKind.clientTried(client: id, user: person?.id.value, token: tokenID)
        try await answering { () async throws(StorageError) in
            try await people.users.note(AuditEvent(at: now, actor: actor, kind: kind))
        }
        return TrialToken(text: text, expiresAt: issuance.expiresAt, scope: trial.access.scope, tokenID: tokenID)
    }

    private static func checkTriable(_ client: Client) throws(OAuthError) {
        // The dashboard's own tokens change this server; nobody needs one to copy.
        guard client.profile.source != .builtIn else {
            throw OAuthError(.unauthorizedClient, "The client is part of this server.")
        }
        // RFC 9449 §5.2, RFC 8705 §3.4: a token that nothing is bound to would be another one than it gets.
        guard client.profile.requiresProof != true, client.profile.bindsCertificate != true else {
            throw OAuthError(.unauthorizedClient, "The tokens of the client are bound to a key that only it has.")
        }
    }

    private func ownTrial(
        of client: Client,
        scope: ScopeSet
    ) throws(OAuthError) -> (access: GrantedAccess, terms: IssuanceTerms) {
        guard client.grants.contains(.clientCredentials) else {
            throw OAuthError(.unauthorizedClient, "The client does not act for itself.")
        }
        let asked = ClientCredentialsRequest(scope: scope)
        return (try ClientCredentialsGrant.check(asked, by: client, catalog: catalog.catalog()), IssuanceTerms())
    }

    private func personTrial(
        of id: UserID,
        _ client: Client,
        scope: ScopeSet,
        sessionID: String?,
        now: Int64
    ) async throws(OAuthError) -> (access: GrantedAccess, terms: IssuanceTerms) {
        guard client.grants.areForPeople else {
            throw OAuthError(.unauthorizedClient, "People do not sign in to the client.")
        }
        let (user, sessions) = try await answering { () async throws(StorageError) in
            (try await people.users.user(id), try await people.sessions.sessions(of: id, at: now))
        }
        guard let user, user.disabledAt == nil else {
            throw OAuthError(.accessDenied, "The person may not sign in.")
        }
        guard scope.isSubset(of: client.scopes) else {
            throw OAuthError(.invalidScope, "The client may not ask for one of these scopes.")
        }
        let catalog = catalog.catalog()
        let current = PersonScope.current(scope, client: client, user: user, catalog: catalog)
        let access = GrantedAccess(scope: current, catalog: catalog, issuer: configuration.issuer)
        // A token without audience is accepted nowhere.
        guard !access.audience.isEmpty else {
            throw OAuthError(.invalidScope, "There is no scope that the client could get.")
        }
        let session = sessions.first { $0.id.hasSameBytes(as: sessionID ?? "") }
        var terms = IssuanceTerms()
        terms.person = PersonFacts(
            subject: subjects.subject(of: user.id, for: client),
            authenticatedAt: session?.authenticatedAt,
            acr: session?.context.acr,
            amr: session?.context.amr ?? [],
            sessionID: session?.id,
            attributes: PersonAttributes.claims(user.attributes, audience: access.audience, catalog: catalog)
        )
        terms.notBefore = user.revokedBefore.map { $0 == .max ? $0 : $0 + 1 }
        return (access, terms)
    }
}
