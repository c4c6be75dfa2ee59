package import GatehouseOAuth

extension Grant {
    /// A grant of the person with the first fixed id to the client of `Client.fixture()`.
    package static func fixture(
        id: String = "grant",
        clientID: ClientID = .fixture(),
        userID: UserID = .fixture(1),
        scope: [String] = ["openid", "tstapp_data.read"],
        resources: [String] = [],
        sessionID: String? = nil,
        authenticatedAt: Int64 = 1_000,
        context: AuthenticationContext = .aal1,
        requestedClaims: String? = nil,
        createdAt: Int64 = 1_000,
        expiresAt: Int64 = 5_000,
        lastUsedAt: Int64? = nil,
        revokedAt: Int64? = nil
    ) -> Grant {
        Grant(
            id: id,
            clientID: clientID,
            userID: userID,
            scope: ScopeSet(scope),
            resources: resources,
            sessionID: sessionID,
            authenticatedAt: authenticatedAt,
            context: context,
            requestedClaims: requestedClaims,
            createdAt: createdAt,
            expiresAt: expiresAt,
            lastUsedAt: lastUsedAt,
            revokedAt: revokedAt
        )
    }
}

extension AuthorizationCode {
    /// A code whose digest is that of `code`.
    package static func fixture(
        _ code: String = "code",
        grantID: String = "grant",
        clientID: ClientID = .fixture(),
        redirectURI: String? = nil,
        codeChallenge: String = "challenge",
        nonce: String? = nil,
        keyThumbprint: String? = nil,
        expiresAt: Int64 = 1_060
    ) -> AuthorizationCode {
        AuthorizationCode(
            digest: SecretDigest.of(code),
            grantID: grantID,
            clientID: clientID,
            redirectURI: redirectURI,
            codeChallenge: codeChallenge,
            nonce: nonce,
            keyThumbprint: keyThumbprint,
            expiresAt: expiresAt
        )
    }
}

extension RefreshToken {
    /// A refresh token whose digest is that of `token`, and whose salt is made of it too.
    package static func fixture(
        _ token: String = "refresh",
        grantID: String = "grant",
        keyThumbprint: String? = nil,
        createdAt: Int64 = 1_000,
        expiresAt: Int64 = 5_000
    ) -> RefreshToken {
        RefreshToken(
            digest: SecretDigest.of(token),
            grantID: grantID,
            salt: Array(SecretDigest.of("salt of " + token).prefix(16)),
            keyThumbprint: keyThumbprint,
            createdAt: createdAt,
            expiresAt: expiresAt
        )
    }
}

extension Consent {
    /// The consent of the person with the first fixed id for the client of `Client.fixture()`.
    package static func fixture(
        userID: UserID = .fixture(1),
        clientID: ClientID = .fixture(),
        scope: [String] = ["openid", "tstapp_data.read"],
        createdAt: Int64 = 1_000,
        changedAt: Int64? = nil,
        lastUsedAt: Int64? = nil
    ) -> Consent {
        Consent(
            userID: userID,
            clientID: clientID,
            scope: ScopeSet(scope),
            createdAt: createdAt,
            changedAt: changedAt ?? createdAt,
            lastUsedAt: lastUsedAt
        )
    }
}
