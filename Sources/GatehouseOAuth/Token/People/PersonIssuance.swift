import GatehouseJOSE

/// What a client asks of a person's grant.
struct GrantClaim: Sendable {
    let grant: Grant
    /// RFC 6749 §6: the scopes asked for; nil asks for all.
    var scope: ScopeSet?
    /// RFC 8707 §2.2: the resources asked for; none is no restriction.
    var resources: [String]
    /// OpenID Connect Core §3.1.2.1: what goes into the ID token from the authorization request.
    var nonce: String?
    /// The answer if the grant gives nothing any more.
    let refusal: OAuthError

    init(
        _ grant: Grant,
        scope: ScopeSet? = nil,
        resources: [String] = [],
        nonce: String? = nil,
        refusal: OAuthError
    ) {
        self.grant = grant
        self.scope = scope
        self.resources = resources
        self.nonce = nonce
        self.refusal = refusal
    }
}

/// The tokens that a person's grant gives at one moment, before they are signed.
struct PersonIssuance: Sendable {
    let claim: GrantClaim
    let client: Client
    let user: User
    let access: GrantedAccess
    let facts: PersonFacts
    let issuance: Issuance
    /// Whether the person still lets the client work in their absence (OpenID Connect Core §11).
    let isOffline: Bool

    /// What the claim gives to that client; refused if the grant was taken back, the person may not sign in, or nothing
    /// is left.
    init(
        _ claim: GrantClaim,
        user: User?,
        call: TokenCall,
        server: AuthorizationServer
    ) throws(OAuthError) {
        guard claim.grant.revokedAt == nil, let user, user.disabledAt == nil else { throw claim.refusal }
        let catalog = server.catalog.catalog()
        let current = PersonScope.current(claim.grant.scope, client: call.client, user: user, catalog: catalog)
        access = try Self.access(claim, current: current, catalog: catalog, issuer: server.configuration.issuer)
        facts = PersonFacts(
            claim.grant,
            subject: server.subjects.subject(of: user.id, for: call.client),
            attributes: PersonAttributes.claims(user.attributes, audience: access.audience, catalog: catalog)
        )
        var terms = IssuanceTerms()
        terms.person = facts
        terms.grantID = claim.grant.id
        terms.binding = call.binding
        terms.notBefore = user.revokedBefore.map { $0 == .max ? $0 : $0 + 1 }
        issuance = try Issuance.plan(
            access,
            client: call.client,
            terms: terms,
            configuration: server.configuration,
            now: call.now,
            entropy: server.entropy
        )
        isOffline = current.contains(PredefinedScope.offlineAccess.rawValue)
        client = call.client
        self.claim = claim
        self.user = user
    }

    private static func access(
        _ claim: GrantClaim,
        current: ScopeSet,
        catalog: ScopeCatalog,
        issuer: String
    ) throws(OAuthError) -> GrantedAccess {
        // RFC 6749 §6: no scope that was not granted originally.
        guard claim.scope?.isSubset(of: claim.grant.scope) ?? true else {
            throw OAuthError(.invalidScope, "The grant does not have one of these scopes.")
        }
        let scope = current.filter { claim.scope?.contains($0) ?? true }
        let access = try GrantedAccess(scope: scope, catalog: catalog, issuer: issuer)
            .limited(to: claim.grant.resources, catalog: catalog)
            .narrowed(to: claim.resources, catalog: catalog)
        // A token without audience is accepted nowhere.
        guard !access.audience.isEmpty else {
            throw OAuthError(.invalidScope, "There is no scope left that the client could get.")
        }
        return access
    }

    /// Whether an ID token goes with it.
    var hasIDToken: Bool { access.scope.contains(PredefinedScope.openID.rawValue) }
}
