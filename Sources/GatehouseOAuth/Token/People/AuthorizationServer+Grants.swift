import GatehouseJOSE

extension AuthorizationServer {
    /// The first tokens of a grant; a refresh token is among them if the person allowed offline access.
    func issueFirst(_ claim: GrantClaim, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        let issued = try await plan(claim, call)
        var answer = try sign(issued, now: call.now)
        // The code is used up already. If the same proof came with another request meanwhile, the client must begin
        // again: a proof that is remembered for a code not yet found good would be room for anybody.
        try spendProof(of: call)
        let refreshToken = firstRefreshToken(issued, call)
        answer.refreshToken = refreshToken?.text
        let use = try await answering { () async throws(StorageError) in
            try await people.grants.issue(
                from: claim.grant.id,
                refreshToken: refreshToken?.row,
                expiresAt: max(issued.issuance.expiresAt, refreshToken?.row.expiresAt ?? .min),
                at: call.now,
                audit: []
            )
        }
        // Somebody took the grant back since it was read: what was signed never leaves.
        guard use == .recorded else { throw claim.refusal }
        return answer
    }

    /// What a grant gives now.
    func plan(_ claim: GrantClaim, _ call: TokenCall) async throws(OAuthError) -> PersonIssuance {
        let user = try await answering { () async throws(StorageError) in
            try await people.users.user(claim.grant.userID)
        }
        return try PersonIssuance(claim, user: user, call: call, server: self)
    }

    /// Signs the access token, with an ID token if it says who signed in.
    func sign(_ issued: PersonIssuance, now: Int64) throws(OAuthError) -> TokenResponse {
        var answer = try sign(issued.issuance)
        guard issued.hasIDToken else { return answer }
        let key = try idTokenKey(for: issued.client)
        let accessToken = answer.accessToken.withExposedValue { $0 }
        let issuer = configuration.issuer
        let token = IDToken(for: issued, accessToken: accessToken, issuer: issuer, algorithm: key.algorithm, now: now)
        answer.idToken = Secret(try sign(token.claims, type: "JWT", with: key))
        return answer
    }

    /// Takes a grant back because of what its client did.
    func takeBack(_ grant: Grant, _ event: AuditEvent) async throws(OAuthError) {
        let record = RevocationRecord.spent(grant, now: event.at, lifetime: configuration.longestTokenSeconds)
        let standing = try await answering { () async throws(StorageError) in
            try await people.grants.revokeGrant(grant.id, revocation: record, at: event.at, audit: event)
        }
        if let standing { publishing.publish([standing]) }
    }

    /// OpenID Connect Registration §2: the key of the algorithm that the client registered.
    func idTokenKey(for client: Client) throws(OAuthError) -> SigningKey {
        let keys = keys.snapshot
        guard let name = client.profile.idTokenAlgorithm else { return keys.current }
        guard let key = SigningAlgorithm(rawValue: name).flatMap({ keys.current(for: $0) }) else {
            throw OAuthError(.serverError, "There is no key for the client's ID tokens.", detail: name)
        }
        return key
    }

    private func firstRefreshToken(
        _ issued: PersonIssuance,
        _ call: TokenCall
    ) -> (text: Secret<String>, row: RefreshToken)? {
        guard issued.isOffline, call.client.grants.contains(.refreshToken) else { return nil }
        let text = refreshTokens.first(entropy)
        let row = RefreshToken(
            digest: text.withExposedValue { SecretDigest.of($0) },
            grantID: issued.claim.grant.id,
            salt: refreshTokens.salt(entropy),
            keyThumbprint: call.refreshBinding,
            createdAt: call.now,
            expiresAt: call.now + configuration.refreshTokenSeconds(for: call.client)
        )
        return (text, row)
    }
}
