import GatehouseJOSE

/// Who asks the admin API, by an access token that holds at this instant.
package struct ManagementAccess: Sendable, Equatable {
    /// The name in the audit log: a person's id or a client's.
    package let actor: String
    /// The person, if it is one.
    package let person: User?
    /// Whether it may look: `gatehouse_read` or `gatehouse_admin`.
    package let mayRead: Bool
    /// Whether it may change things: `gatehouse_admin`.
    package let mayChange: Bool

    /// `scope` is what both the token carries and its holder still has.
    init(actor: String, person: User? = nil, scope: ScopeSet) {
        self.actor = actor
        self.person = person
        mayChange = scope.contains(BuiltInScope.administrate.rawValue)
        mayRead = mayChange || scope.contains(BuiltInScope.read.rawValue)
    }
}

extension AuthorizationServer {
    /// RFC 6750 §2.1, RFC 9449 §7.1: whose access token a request of the admin API carries.
    ///
    /// What the token says is not enough: a person must still be there and hold the scope, and so must a client.
    package func managementAccess(_ request: EndpointRequest) async throws(OAuthError) -> ManagementAccess {
        let audience = configuration.issuer + BuiltInApplication.audiencePath
        let (token, proof) = try checkedToken(of: request, audience: audience)
        let access =
            token.subject.hasSameBytes(as: token.clientID)
            ? try await access(ofClient: token) : try await access(ofPerson: token)
        if let proof {
            try proofs.spend(proof, by: ProofHolder(.tokenBearer, client: token.clientID), now: request.now)
        }
        return access
    }

    private func access(ofClient token: VerifiedToken) async throws(OAuthError) -> ManagementAccess {
        guard let id = ClientID(token.clientID) else { throw UserInfo.refusal }
        let found = try await answering { () async throws(StorageError) in try await clients.client(id) }
        guard let client = found, client.disabledAt == nil else { throw UserInfo.refusal }
        let scope = ScopeSet(token.scopes.filter { client.scopes.contains($0) })
        return ManagementAccess(actor: client.id.value, scope: scope)
    }

    private func access(ofPerson token: VerifiedToken) async throws(OAuthError) -> ManagementAccess {
        guard
            let grantID = token.grantID,
            let grant = try await storedGrant(grantID),
            grant.revokedAt == nil, grant.clientID.value.hasSameBytes(as: token.clientID),
            let user = try await activeUser(grant.userID)
        else { throw UserInfo.refusal }
        let scope = ScopeSet(token.scopes.filter { user.assignedScopes.contains($0) })
        return ManagementAccess(actor: user.id.value, person: user, scope: scope)
    }
}

extension AuthorizationServer {
    /// Where a person is signed in, last seen first.
    package func sessions(of user: UserID, at now: Int64) async throws(StorageError) -> [Session] {
        try await people.sessions.sessions(of: user, at: now)
    }

    /// A grant that stands at `now`.
    package func standingGrant(_ id: String, at now: Int64) async throws(StorageError) -> Grant? {
        guard let grant = try await people.grants.grant(id), grant.revokedAt == nil, now < grant.expiresAt else {
            return nil
        }
        return grant
    }
}
