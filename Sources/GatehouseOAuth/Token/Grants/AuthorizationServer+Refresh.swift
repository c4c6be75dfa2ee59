import GatehouseJOSE

extension AuthorizationServer {
    /// The one refusal, whatever was wrong.
    private static let refreshRefusal = OAuthError(.invalidGrant, "The refresh token is not valid any more.")

    /// RFC 6749 §6: the next access token of a grant, with the next refresh token.
    ///
    /// All that can fail comes before the rotation: a client that gets no answer must not lose its token by it.
    func refresh(_ asked: RefreshTokenRequest, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        let prepared = try await prepared(asked, call)
        switch try await rotate(asked, call) {
        case .rotated(let token, let grant), .repeated(let token, let grant):
            if let prepared { return answer(prepared, asked, token) }
            // Presented again within the grace: there is nothing that a failure could use up.
            return answer(try await nextTokens(grant, asked, call), asked, token)
        case .replayed(let grant):
            // RFC 9700 §4.14.2: one of two who hold it is a thief, and nobody knows which one.
            try await takeBack(grant, call.event(.refreshReplayed, grant))
            throw Self.refreshRefusal
        case .expired, .revoked, .unknown:
            throw Self.refreshRefusal
        }
    }

    /// The tokens for a refresh token that can be rotated now; nil where the rotation has to say what it is.
    private func prepared(
        _ asked: RefreshTokenRequest,
        _ call: TokenCall
    ) async throws(OAuthError) -> TokenResponse? {
        let stored = try await answering { () async throws(StorageError) in
            try await people.grants.refreshToken(asked.digest)
        }
        guard
            let stored, stored.isLive, call.now < stored.token.expiresAt, stored.grant.clientID == call.client.id,
            Self.isUsable(stored.token, with: call.refreshBinding)
        else { return nil }
        return try await nextTokens(stored.grant, asked, call)
    }

    /// The signed tokens, with the proof spent.
    private func nextTokens(
        _ grant: Grant,
        _ asked: RefreshTokenRequest,
        _ call: TokenCall
    ) async throws(OAuthError) -> TokenResponse {
        let claim = GrantClaim(
            grant,
            scope: asked.scope,
            resources: asked.resources,
            refusal: Self.refreshRefusal
        )
        let issued = try await plan(claim, call)
        // OpenID Connect Core §11: without it the client must not work in the absence of the person any more.
        guard issued.isOffline else { throw Self.refreshRefusal }
        let answer = try sign(issued, now: call.now)
        try spendProof(of: call)
        return answer
    }

    private func answer(
        _ tokens: TokenResponse,
        _ asked: RefreshTokenRequest,
        _ presented: RefreshToken
    ) -> TokenResponse {
        var answer = tokens
        answer.refreshToken = refreshTokens.successor(of: asked.token, salt: presented.salt)
        return answer
    }

    // RFC 9449 §5, RFC 8705 §4: the key that a public client must prove.
    private static func isUsable(_ token: RefreshToken, with proved: String?) -> Bool {
        guard let keyThumbprint = token.keyThumbprint else { return true }
        return proved.map(keyThumbprint.hasSameBytes(as:)) ?? false
    }

    private func rotate(_ asked: RefreshTokenRequest, _ call: TokenCall) async throws(OAuthError) -> RefreshRotation {
        let maker = refreshTokens
        let salt = maker.salt(entropy)
        let now = call.now
        let expiresAt = now + configuration.refreshTokenSeconds(for: call.client)
        return try await answering { () async throws(StorageError) in
            try await people.grants.rotateRefreshToken(
                asked.digest,
                of: call.client.id,
                keyThumbprint: call.refreshBinding,
                at: now,
                graceSeconds: PeopleConfiguration.rotationGraceSeconds
            ) { presented in
                let successor = maker.successor(of: asked.token, salt: presented.salt)
                return RefreshToken(
                    digest: successor.withExposedValue { SecretDigest.of($0) },
                    grantID: presented.grantID,
                    salt: salt,
                    keyThumbprint: presented.keyThumbprint,
                    createdAt: now,
                    expiresAt: expiresAt
                )
            }
        }
    }
}
