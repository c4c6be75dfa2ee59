import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

extension Client {
    /// Where browsers of the clients below come back.
    static let callback = "https://app.example.test/callback"

    /// A client that people sign in to.
    static func app(
        id: String = "app",
        application: String = "tstapp",
        grants: Set<GrantType> = [.authorizationCode, .refreshToken, .deviceCode, .tokenExchange],
        scopes: [String] = TestServer.everyScope,
        isPublic: Bool = true,
        redirectURIs: [String] = [Client.callback],
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil,
        profile: ClientProfile = ClientProfile()
    ) -> Client {
        .fixture(
            id: id,
            application: application,
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            redirectURIs: redirectURIs,
            secrets: isPublic ? [] : [.of(secretText)],
            disabledAt: disabledAt,
            revokedBefore: revokedBefore,
            profile: profile
        )
    }
}

extension ClientProfile {
    /// A profile in which one thing is settled.
    static func with(_ change: (inout ClientProfile) -> Void) -> ClientProfile {
        var profile = ClientProfile()
        change(&profile)
        return profile
    }
}

extension TestServer {
    static let everyScope = [
        "openid", "profile", "email", "offline_access", "tstapp_data.read", "tstapp_data.write",
        "tstapp_datamanagement", "billing_invoices",
    ]
    /// RFC 7636 appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let grantID = "AAAAAAAAAAAAAAAAAAAAAA"

    /// Stores a grant of Ada with its code, as a browser would have brought it about.
    func allow(
        client: String = "app",
        scope: [String] = ["openid", "offline_access", "tstapp_data.read"],
        code: String = "code",
        grantID: String = TestServer.grantID,
        user: UserID = User.ada.id,
        redirectURI: String? = Client.callback,
        nonce: String? = "n-0S6_WzA2Mj",
        keyThumbprint: String? = nil,
        resources: [String] = [],
        requestedClaims: String? = nil,
        context: AuthenticationContext = .aal1,
        now: Int64 = TestServer.now
    ) async throws {
        let grant = Grant.fixture(
            id: grantID,
            clientID: .fixture(client),
            userID: user,
            scope: scope,
            resources: resources,
            sessionID: "session",
            authenticatedAt: now - 5,
            context: context,
            requestedClaims: requestedClaims,
            createdAt: now,
            expiresAt: now + 60
        )
        let stored = AuthorizationCode.fixture(
            code,
            grantID: grantID,
            clientID: .fixture(client),
            redirectURI: redirectURI,
            codeChallenge: TestServer.challenge,
            nonce: nonce,
            keyThumbprint: keyThumbprint,
            expiresAt: now + PeopleConfiguration.codeSeconds
        )
        _ = try await store.record(
            grant,
            code: stored,
            consent: nil,
            limit: 100,
            revocation: { .spent($0, now: now, lifetime: 3600) },
            audit: []
        )
    }

    /// A request to the token endpoint; a nil value leaves the parameter out.
    func ask(
        _ parameters: [(String, String?)],
        client: String = "app",
        secret: String? = nil,
        proofs: [String] = [],
        certificate: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> TokenResponse {
        var pairs = parameters.compactMap { name, value in value.map { (name: name, value: $0) } }
        pairs.append((name: "client_id", value: client))
        if let secret { pairs.append((name: "client_secret", value: secret)) }
        return try await server.token(
            EndpointRequest(
                parameters: Parameters(pairs),
                proofs: proofs,
                certificate: certificate,
                path: "/oauth2/token",
                address: "192.0.2.1",
                now: now
            )
        )
    }

    /// Redeems a code.
    func redeem(
        _ code: String = "code",
        client: String = "app",
        secret: String? = nil,
        redirectURI: String? = Client.callback,
        verifier: String? = TestServer.verifier,
        resource: String? = nil,
        proofs: [String] = [],
        certificate: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> TokenResponse {
        try await ask(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
                ("code_verifier", verifier), ("resource", resource),
            ],
            client: client,
            secret: secret,
            proofs: proofs,
            certificate: certificate,
            now: now
        )
    }

    /// Rotates a refresh token.
    func refresh(
        _ token: Secret<String>?,
        client: String = "app",
        secret: String? = nil,
        scope: String? = nil,
        resource: String? = nil,
        proofs: [String] = [],
        certificate: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> TokenResponse {
        try await ask(
            [
                ("grant_type", "refresh_token"), ("refresh_token", token?.withExposedValue { $0 }),
                ("scope", scope), ("resource", resource),
            ],
            client: client,
            secret: secret,
            proofs: proofs,
            certificate: certificate,
            now: now
        )
    }

    /// What an answer's access token says.
    func verified(_ answer: TokenResponse) throws -> VerifiedToken {
        try verified(answer.accessToken.withExposedValue { $0 })
    }

    /// Whether the server still stands by an answer's access token.
    func isLive(_ answer: TokenResponse) throws -> Bool {
        try !live.isRevoked(verified(answer))
    }

    /// The kinds of account events, oldest first.
    func accountEvents() async throws -> [AccountEvent] {
        try await audit()
            .compactMap { event in
                guard case .account(let kind, _) = event.kind else { return nil }
                return kind
            }
    }
}

extension TestServer {
    /// Asks who signed in, with an answer's access token.
    func userInfo(_ answer: TokenResponse, now: Int64 = TestServer.now) async throws(OAuthError) -> JSONObject {
        try await userInfo("Bearer " + answer.accessToken.withExposedValue { $0 }, now: now)
    }

    /// Asks who signed in.
    func userInfo(
        _ authorization: String?,
        method: String = "GET",
        form: [(name: String, value: String)] = [],
        proofs: [String] = [],
        certificate: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> JSONObject {
        try await server.userInfo(
            EndpointRequest(
                parameters: Parameters(form),
                authorization: authorization,
                proofs: proofs,
                certificate: certificate,
                method: method,
                path: "/userinfo",
                now: now
            )
        )
    }

    /// What a confidential client is told about a token.
    func introspected(_ token: String, by client: String, now: Int64 = TestServer.now) async throws -> JSONObject {
        let answer = try await server.introspect(
            Parameters([(name: "token", value: token)]),
            authorization: Basic.header(client, Client.secretText),
            now: now
        )
        return try JSONParser.parseObject(answer.json().span)
    }
}
