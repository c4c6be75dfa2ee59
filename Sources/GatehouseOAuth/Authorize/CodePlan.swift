import GatehouseJOSE

/// Plans an authorization code: its grant, what is stored of it, what the audit log says (RFC 6749 §4.1.2).
struct CodePlan: Sendable {
    /// The code in the one moment in which it is known: 256 random bits.
    let code: Secret<String>
    let grant: Grant
    let stored: AuthorizationCode
    let audit: [AuditEvent]

    init(
        _ decision: ConsentDecision,
        request: AuthorizationRequest,
        signedIn: SignedIn,
        address: String?,
        now: Int64,
        entropy: some EntropySource
    ) {
        let text = Base64URL.encode(entropy.bytes(32))
        code = Secret(text)
        let expiresAt = now + PeopleConfiguration.codeSeconds
        grant = Grant(
            id: Base64URL.encode(entropy.bytes(16)),
            clientID: request.client.id,
            userID: signedIn.user.id,
            scope: decision.granted,
            resources: request.resources,
            sessionID: signedIn.session.id,
            authenticatedAt: signedIn.session.authenticatedAt,
            context: signedIn.session.context,
            requestedClaims: request.claims,
            createdAt: now,
            expiresAt: expiresAt
        )
        stored = AuthorizationCode(
            digest: SecretDigest.of(text),
            grantID: grant.id,
            clientID: request.client.id,
            redirectURI: request.target.sentURI,
            codeChallenge: request.codeChallenge,
            nonce: request.nonce,
            keyThumbprint: request.keyThumbprint,
            expiresAt: expiresAt
        )
        audit = Self.events(decision, grant, address, now)
    }

    private static func events(
        _ decision: ConsentDecision,
        _ grant: Grant,
        _ address: String?,
        _ now: Int64
    ) -> [AuditEvent] {
        let facts = AccountFacts(
            user: grant.userID,
            client: grant.clientID,
            session: grant.sessionID,
            grant: grant.id,
            scope: grant.scope,
            address: address
        )
        let kinds: [AccountEvent] = decision.consent == nil ? [.granted] : [.consentGiven, .granted]
        return kinds.map { AuditEvent(at: now, actor: grant.userID.value, kind: .account($0, facts)) }
    }
}
