import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

/// An authorization server with its administration, all in memory.
struct TestServer: Sendable {
    let store: MemoryStore
    let people: PeoplePorts
    let keys: KeyRing
    let live: LiveRevocations
    let catalog: TestCatalog
    let server: AuthorizationServer
    let administration: Administration
    let lifecycle: SigningKeyLifecycle

    /// The instant at which tests happen.
    static let now: Int64 = 1_700_000_000
    static let issuer = "https://auth.example.test"

    init(
        clients: [Client] = [.reader()],
        catalog: ScopeCatalog = .fixture(),
        algorithm: SigningAlgorithm = .es256,
        limits: RevocationLimits = RevocationLimits(),
        entropy: any EntropySource = SeededEntropy(seed: 7),
        users: [User] = [.ada],
        settings: PeopleConfiguration = PeopleConfiguration(),
        outbound: any OutboundRequests = ScriptedOutbound(),
        certificates: any CertificateReading = UnreadCertificates()
    ) async throws {
        let configuration = AuthorizationServerConfiguration(
            issuer: TestServer.issuer,
            algorithm: algorithm,
            people: settings
        )
        store = MemoryStore(clients: clients, users: users)
        people = .fixture(store: store, outbound: outbound)
        lifecycle = SigningKeyLifecycle(store: store, algorithm: algorithm, accessTokenSeconds: 3600)
        keys = KeyRing(try await lifecycle.prepare(now: TestServer.now - 10))
        live = LiveRevocations(limits: limits)
        self.catalog = TestCatalog(catalog)
        server = AuthorizationServer(
            configuration: configuration,
            clients: store,
            people: people,
            revocations: store,
            keys: keys,
            catalog: self.catalog,
            checking: live,
            publishing: live,
            certificates: certificates,
            entropy: entropy
        )
        administration = Administration(
            configuration: configuration,
            clients: store,
            people: people,
            revocations: store,
            lifecycle: lifecycle,
            keys: keys,
            catalog: self.catalog,
            publishing: live,
            keyPublishing: IgnoredKeys(),
            directory: store,
            entropy: entropy
        )
    }

    /// Asks for a token with `client_secret_post`.
    func token(
        client: String = "reader",
        secret: String = Client.secretText,
        scope: String? = nil,
        resource: [String] = [],
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> TokenResponse {
        var pairs = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret)]
        if let scope { pairs.append(("scope", scope)) }
        pairs += resource.map { ("resource", $0) }
        return try await server.token(Parameters(pairs.map { (name: $0, value: $1) }), authorization: nil, now: now)
    }

    /// The text of a new token.
    func accessToken(
        client: String = "reader",
        scope: String? = nil,
        now: Int64 = TestServer.now
    ) async throws -> String {
        try await token(client: client, scope: scope, now: now).accessToken.withExposedValue { $0 }
    }

    /// Verifies with the published keys.
    func verified(_ token: String) throws -> VerifiedToken {
        let issuers = TrustedIssuers([TestServer.issuer: keys.snapshot.published])
        var verifier = TokenVerifier()
        return try verifier.verify(token.utf8.span, issuers: issuers)
    }

    /// Carries out an administrator's command.
    func perform(_ command: AdminCommand, now: Int64 = TestServer.now) async throws -> AdminAnswer {
        try await administration.perform(command, actor: "cli", now: now)
    }

    /// What the audit log says, oldest first.
    func audit() async throws -> [AuditEvent] {
        try await store.auditEvents(before: nil, limit: 100).reversed().map(\.event)
    }
}

extension User {
    /// Somebody with every fact that applications may ask for.
    static let ada = User.fixture(
        "ada",
        email: "ada@example.test",
        name: "Ada Lovelace",
        password: "correct horse battery staple",
        attributes: ["department": ["finance"], "site": ["Bonn", "Kiel"], "sub": ["somebody else"]]
    )
}

/// A gate that is not there.
struct IgnoredKeys: KeyPublishing {
    func publish(_ keys: KeyRing.Snapshot) {}
}
