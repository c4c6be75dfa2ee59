import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 8693 §2: a narrower token for who acts on behalf of another.
    func exchange(_ asked: TokenExchangeRequest, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        // RFC 8693 §5: whoever finds a token must not be able to exchange it.
        guard !call.client.isPublic else {
            throw OAuthError(.unauthorizedClient, "Token exchange needs an authenticated confidential client.")
        }
        let grant = TokenExchangeGrant(client: call.client, catalog: catalog.catalog(), now: call.now)
        let subject = try grant.subject(live(asked.subjectToken))
        let actor = try asked.actorToken.map { token throws(OAuthError) in try grant.actor(live(token)) }
        let access = try grant.access(asked, from: subject)
        var terms = IssuanceTerms()
        terms.person = grant.facts(of: subject, audience: access.audience)
        terms.grantID = subject.grantID
        terms.binding = call.binding
        terms.actor = try grant.actor(actor ?? call.client.id.value, for: subject)
        // Whatever reaches the subject token by its date does not miss this one, and the other way round.
        terms.notBefore = subject.issuedAt
        terms.notAfter = subject.expiresAt
        let issuance = try Issuance.plan(
            access,
            client: call.client,
            terms: terms,
            configuration: configuration,
            now: call.now,
            entropy: entropy
        )
        var answer = try sign(issuance)
        answer.issuedTokenType = TokenExchangeRequest.accessTokenType
        try spendProof(of: call)
        try await note(issuance, from: subject, access, call)
        return answer
    }

    /// A token of ours that was not revoked.
    private func live(_ token: Secret<String>) -> VerifiedToken? {
        guard let verified = token.withExposedValue({ verify($0) }), !checking.isRevoked(verified) else { return nil }
        return verified
    }

    /// Writes the event down, for a person's grant only while it stands.
    private func note(
        _ issuance: Issuance,
        from subject: VerifiedToken,
        _ access: GrantedAccess,
        _ call: TokenCall
    ) async throws(OAuthError) {
        var facts = AccountFacts(client: call.client.id, scope: access.scope, address: call.address)
        facts.user = subject.subject
        facts.grant = subject.grantID
        facts.session = subject.claims["sid"]?.string
        let event = AuditEvent(at: call.now, actor: call.client.id.value, kind: .account(.exchanged, facts))
        guard let grantID = subject.grantID, subject.authenticationTime != nil else {
            // A client's own token has no grant in the store.
            return try await answering { () async throws(StorageError) in try await people.users.note(event) }
        }
        let use = try await answering { () async throws(StorageError) in
            try await people.grants.issue(
                from: grantID,
                refreshToken: nil,
                expiresAt: issuance.expiresAt,
                at: call.now,
                audit: [event]
            )
        }
        guard use == .recorded else { throw TokenExchangeGrant.subjectRefusal }
    }
}
