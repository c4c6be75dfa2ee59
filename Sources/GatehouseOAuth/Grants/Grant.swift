/// What a person allowed a client once: the family of all tokens that come from it (RFC 6749 §1.4, §10.4).
package struct Grant: Sendable, Equatable {
    /// The part of `jti` before the point: 128 random bits.
    package var id: String
    /// Who it was given to.
    package var clientID: ClientID
    /// Who gave it.
    package var userID: UserID
    /// What was allowed.
    package var scope: ScopeSet
    /// RFC 8707 §2.2: the resources that were named; none is no restriction.
    package var resources: [String]
    /// The session in which it was given: `sid`.
    package var sessionID: String?
    /// When the person had proved who they are, in Unix seconds: `auth_time`.
    package var authenticatedAt: Int64
    /// How they had proved it: `acr`, `amr`.
    package var context: AuthenticationContext
    /// OpenID Connect Core §5.5: the `claims` parameter as it was sent, if it was.
    package var requestedClaims: String?
    /// When it was given, in Unix seconds.
    package var createdAt: Int64
    /// When its last token expires at the latest, in Unix seconds; kept until then.
    package var expiresAt: Int64
    /// When a token was last issued from it, in Unix seconds.
    package var lastUsedAt: Int64?
    /// When it was taken back, in Unix seconds.
    package var revokedAt: Int64?

    package init(
        id: String,
        clientID: ClientID,
        userID: UserID,
        scope: ScopeSet,
        resources: [String] = [],
        sessionID: String? = nil,
        authenticatedAt: Int64,
        context: AuthenticationContext,
        requestedClaims: String? = nil,
        createdAt: Int64,
        expiresAt: Int64,
        lastUsedAt: Int64? = nil,
        revokedAt: Int64? = nil
    ) {
        self.id = id
        self.clientID = clientID
        self.userID = userID
        self.scope = scope
        self.resources = resources
        self.sessionID = sessionID
        self.authenticatedAt = authenticatedAt
        self.context = context
        self.requestedClaims = requestedClaims
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }
}
