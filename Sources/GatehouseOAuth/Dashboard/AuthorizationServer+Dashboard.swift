package import GatehouseJOSE

extension AuthorizationServer {
    /// Seals what the dashboard gives to browsers.
    package var dashboardKey: SealingKey { people.root.derived(purpose: "dashboard") }

    /// The address of an authorization request of the dashboard; `isAgain` has the person sign in anew.
    package func dashboardRequest(
        state: String,
        nonce: String,
        verifier: Secret<String>,
        redirectURI: String,
        isAgain: Bool
    ) -> String {
        var fields: [(name: String, value: String)] = [
            ("client_id", DashboardClient.id), ("redirect_uri", redirectURI), ("response_type", "code"),
            ("scope", DashboardClient.scope.joined(separator: " ")), ("state", state), ("nonce", nonce),
            // RFC 7636 §4.2.
            ("code_challenge", verifier.withExposedValue { Base64URL.encode(SecretDigest.of($0)) }),
            ("code_challenge_method", "S256"),
        ]
        if isAgain { fields.append(("prompt", "login")) }
        return configuration.issuer + "/oauth2/authorize?" + FormText.encode(fields)
    }

    /// Redeems a code of the dashboard without leaving the process; throws what the token endpoint would answer.
    package func redeem(_ sent: DashboardCode, now: Int64) async throws(OAuthError) -> DashboardSignIn {
        let secret = DashboardClient(root: people.root).secret
        let fields = [
            ("grant_type", GrantType.authorizationCode.rawValue), ("client_id", DashboardClient.id),
            ("client_secret", secret.withExposedValue { $0 }), ("code", sent.code),
            ("redirect_uri", sent.redirectURI), ("code_verifier", sent.verifier.withExposedValue { $0 }),
        ]
        let request = EndpointRequest(
            parameters: try Parameters(fields.map { (name: $0.0, value: $0.1) }),
            path: "/oauth2/token",
            address: sent.address,
            now: now
        )
        let answer = try await token(request)
        return try signIn(answer, nonce: sent.nonce)
    }

    private func signIn(_ answer: TokenResponse, nonce: String) throws(OAuthError) -> DashboardSignIn {
        let refusal = OAuthError(.invalidGrant, "The token is not one for the dashboard.")
        guard
            let token = answer.accessToken.withExposedValue({ verify($0) }),
            token.clientID.hasSameBytes(as: DashboardClient.id),
            let user = UserID(token.subject),
            let session = token.claims["sid"]?.string,
            let grant = token.grantID,
            let identity = answer.idToken,
            try identity.withExposedValue({ text throws(OAuthError) in try isIdentity(text, of: token, nonce: nonce) })
        else { throw refusal }
        return DashboardSignIn(
            user: user,
            sessionID: session,
            grantID: grant,
            issuedAt: token.issuedAt,
            mayLook: token.scopes.contains { BuiltInScope(rawValue: $0) != nil }
                && token.audience.contains {
                    $0.hasSameBytes(as: CatalogApplication.builtIn(issuer: configuration.issuer).audience)
                }
        )
    }

    /// OpenID Connect Core §3.1.3.7: whether it is about the same person and answers this very request.
    private func isIdentity(_ text: String, of token: VerifiedToken, nonce: String) throws(OAuthError) -> Bool {
        let keys = keys.snapshot.published
        let subject = try IdentityHint.subject(
            of: text,
            for: DashboardClient.id,
            issuer: configuration.issuer,
            keys: keys
        )
        guard subject.hasSameBytes(as: token.subject) else { return false }
        let sent = try? JSONWebTokenVerifier(keys: keys).verify(text).text("nonce")
        return sent?.hasSameBytes(as: nonce) ?? false
    }

    /// Whether that is the secret of the very session from which a sign-in came.
    package func isSecret(
        _ secret: Secret<String>,
        of signIn: DashboardSignIn,
        now: Int64
    ) async throws(StorageError) -> Bool {
        let digest = secret.withExposedValue { SecretDigest.of($0) }
        guard let found = try await people.sessions.session(digest, at: now) else { return false }
        return found.session.id.hasSameBytes(as: signIn.sessionID) && found.user.id == signIn.user
    }

    /// The person of a sign-in, as they stand now; nil once they were disabled or deleted, signed out, or their tokens
    /// of then, the grant or the access of the dashboard's client were taken back.
    package func standing(
        _ signIn: DashboardSignIn,
        now: Int64
    ) async throws(StorageError) -> SignedIn? {
        guard
            let user = try await people.users.user(signIn.user), user.disabledAt == nil,
            user.revokedBefore.map({ $0 < signIn.issuedAt }) ?? true
        else { return nil }
        guard try await isGranted(signIn) else { return nil }
        let sessions = try await people.sessions.sessions(of: user.id, at: now)
        guard
            let session = sessions.first(where: { $0.id.hasSameBytes(as: signIn.sessionID) }),
            now - session.lastSeenAt < configuration.people.sessionIdleSeconds
        else { return nil }
        return SignedIn(session: session, user: user)
    }

    /// Whether the dashboard may still use what it was given; a grant is kept at least as long as its session.
    private func isGranted(_ signIn: DashboardSignIn) async throws(StorageError) -> Bool {
        guard
            let id = ClientID(DashboardClient.id), let client = try await clients.client(id),
            client.disabledAt == nil, client.revokedBefore.map({ $0 < signIn.issuedAt }) ?? true,
            let grant = try await people.grants.grant(signIn.grantID)
        else { return false }
        return grant.revokedAt == nil && grant.clientID == id && grant.userID == signIn.user
    }

    /// Keeps the session at the issuer awake while its dashboard is used.
    package func noteUse(of session: Session, now: Int64) async {
        await people.sessions.noteSessionUse(session.id, at: now)
    }

    /// Ends the session at the issuer from which a dashboard was opened.
    package func end(_ signedIn: SignedIn, address: String?, now: Int64) async throws(OAuthError) {
        try await announceEnd(of: [signedIn.session], now: now)
        let facts = AccountFacts(user: signedIn.user.id, session: signedIn.session.id, address: address)
        let audit = AuditEvent(at: now, actor: signedIn.user.id.value, kind: .account(.signedOut, facts))
        _ = try await answering { () async throws(StorageError) in
            try await people.sessions.end(signedIn.session.id, of: signedIn.user.id, audit: audit)
        }
    }
}
