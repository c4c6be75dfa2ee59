import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 7662 §2.2: a refresh token is active for the client alone that it was issued to.
    func introspect(
        refreshToken text: String,
        by caller: Client,
        now: Int64
    ) async throws(OAuthError) -> IntrospectionResponse {
        guard
            let (token, grant, isLive) = try await storedRefreshToken(text, of: caller),
            isLive, grant.revokedAt == nil, now < token.expiresAt,
            try await activeUser(grant.userID) != nil
        else { return .inactive }
        return .refreshToken(
            IntrospectionResponse.RefreshFacts(
                scope: grant.scope,
                clientID: grant.clientID,
                subject: subjects.subject(of: grant.userID, for: caller),
                expiresAt: token.expiresAt,
                issuedAt: token.createdAt
            )
        )
    }

    /// RFC 7009 §2.1: with a refresh token the access tokens of its grant end as well.
    func revoke(
        refreshToken text: String,
        by caller: Client,
        now: Int64
    ) async throws(OAuthError) -> RevocationOutcome {
        guard
            let (_, grant, _) = try await storedRefreshToken(text, of: caller),
            grant.revokedAt == nil
        else { return .nothing }
        try await takeBack(grant, AuditEvent(at: now, actor: caller.id.value, kind: .grantRevoked(grant: grant.id)))
        return .grant
    }

    /// The answer with the name under which the person signs in, if the token may know it (`profile`).
    func named(_ answer: IntrospectionResponse) async throws(OAuthError) -> IntrospectionResponse {
        guard
            case .active(let token, _) = answer, token.scopes.contains(PredefinedScope.profile.rawValue),
            let grantID = token.grantID,
            let grant = try await storedGrant(grantID),
            let user = try await activeUser(grant.userID)
        else { return answer }
        return .active(token, username: user.username.value)
    }

    /// The grant of that id.
    func storedGrant(_ id: String) async throws(OAuthError) -> Grant? {
        try await answering { () async throws(StorageError) in try await people.grants.grant(id) }
    }

    /// The person of that id, if they may sign in.
    func activeUser(_ id: UserID) async throws(OAuthError) -> User? {
        let user = try await answering { () async throws(StorageError) in try await people.users.user(id) }
        return user?.disabledAt == nil ? user : nil
    }

    private func storedRefreshToken(
        _ text: String,
        of client: Client
    ) async throws(OAuthError) -> (token: RefreshToken, grant: Grant, isLive: Bool)? {
        guard RefreshTokenMaker.isPlausible(text) else { return nil }
        let stored = try await answering { () async throws(StorageError) in
            try await people.grants.refreshToken(SecretDigest.of(text))
        }
        guard let stored, stored.grant.clientID == client.id else { return nil }
        return stored
    }
}
