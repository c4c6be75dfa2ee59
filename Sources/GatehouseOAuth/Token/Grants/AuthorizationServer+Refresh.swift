extension AuthorizationServer {
    /// The one refusal, whatever was wrong.
    private static let refreshRefusal = OAuthError(.invalidGrant, "The refresh token is not valid any more.")

    /// RFC 6749 §6: the next access token of a grant, with the next refresh token.
    func refresh(_ asked: RefreshTokenRequest, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        switch try await rotate(asked, call) {
        case .rotated(let token, let grant), .repeated(let token, let grant):
            let claim = GrantClaim(
                grant,
                scope: asked.scope,
                resources: asked.resources,
                refusal: Self.refreshRefusal
            )
            let issued = try await plan(claim, call)
            // OpenID Connect Core §11: without it the client must not work in the absence of the person any more.
            guard issued.isOffline else { throw Self.refreshRefusal }
            var answer = try sign(issued, now: call.now)
            answer.refreshToken = refreshTokens.successor(of: asked.token, salt: token.salt)
            return answer
        case .replayed(let grant):
            // RFC 9700 §4.14.2: one of two who hold it is a thief, and nobody knows which one.
            try await takeBack(grant, call.event(.refreshReplayed, grant))
            throw Self.refreshRefusal
        case .expired, .revoked, .unknown:
            throw Self.refreshRefusal
        }
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
