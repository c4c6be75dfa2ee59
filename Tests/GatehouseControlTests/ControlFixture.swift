import GatehouseControl
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Hummingbird
import HummingbirdTesting
import Logging

@testable import GatehouseControl

/// An authorization server on a store in memory, with one confidential client, and the sites in front of it.
struct ControlFixture: Sendable {
    static let now: Int64 = 1_800_000_000
    static let issuer = "http://localhost:8080"
    static let secret = "a-secret-of-the-reader-client-0123456789"

    let store: MemoryStore
    let ring: KeyRing
    let revocations: LiveRevocations
    let server: AuthorizationServer
    let administration: Administration
    let catalog: any CatalogSource
    let outbound = ScriptedOutbound()
    let metrics = TestMetrics()
    let clock = TestClock(Self.now)

    init(
        limits: RevocationLimits = RevocationLimits(),
        issuer: String = Self.issuer,
        clients: [Client] = [],
        users: [User] = [],
        passwords: any PasswordHashing = PlainPasswords(),
        settings: PeopleConfiguration = PeopleConfiguration()
    ) throws {
        let current = try TestKeys.signingKey(.es256)
        let snapshot = KeyRing.Snapshot(
            current: current,
            published: VerificationKeySet([current.verificationKey])
        )
        let configuration = AuthorizationServerConfiguration(issuer: issuer, people: settings)
        let readers = try [Self.client("reader"), Self.client("other", application: "other")]
        let store = MemoryStore(clients: readers + clients, users: users)
        let people = PeoplePorts.fixture(store: store, passwords: passwords, outbound: outbound)
        let catalog = FixedCatalog(issuer: issuer)
        self.catalog = catalog
        ring = KeyRing(snapshot)
        revocations = LiveRevocations(limits: limits)
        self.store = store
        server = AuthorizationServer(
            configuration: configuration,
            clients: store,
            people: people,
            revocations: store,
            keys: ring,
            catalog: catalog,
            checking: revocations,
            publishing: revocations,
            entropy: SeededEntropy()
        )
        administration = Administration(
            configuration: configuration,
            clients: store,
            people: people,
            revocations: store,
            lifecycle: SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3600),
            keys: ring,
            catalog: catalog,
            publishing: revocations,
            keyPublishing: RingPublisher(ring: ring),
            directory: store,
            entropy: SeededEntropy(seed: 2)
        )
    }

    /// The issuer's site without a socket.
    func issuerApplication(logger: Logger = .silent) -> some ApplicationProtocol {
        Application(
            router: issuerSite.router(),
            logger: logger
        )
    }

    var issuerSite: Site {
        ControlServices.issuerSite(server: server, clock: { [clock] in clock.now }, metricsFactory: metrics)
    }

    private static func client(_ id: String, application: String = "tstapp") throws -> Client {
        guard let id = ClientID(id) else { throw FixtureError() }
        return Client(
            id: id,
            application: application,
            name: "A client",
            grants: [.clientCredentials],
            scopes: ScopeSet(["\(application)_data.read", "\(application)_data.write"]),
            secrets: [ClientSecret(id: "s1", label: "first", digest: SecretDigest.of(secret), createdAt: now - 60)],
            createdAt: now - 60
        )
    }
}

struct FixtureError: Error {}

extension Logger {
    /// Says nothing.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

private struct FixedCatalog: CatalogSource {
    let issuer: String

    func catalog() -> ScopeCatalog {
        ScopeCatalog(["tstapp", "other"].map(Self.application)).withBuiltIn(issuer: issuer)
    }

    func application(authority: String, path: String) -> CatalogApplication? {
        catalog().applications.first { path.hasPrefix($0.prefix) }
    }

    func routes(opened scope: String) -> [OpenedRoute] {
        scope == "tstapp_data.read" ? [OpenedRoute(methods: "GET", path: "/tstapp/data/{id}")] : []
    }

    private static func application(_ key: String) -> CatalogApplication {
        CatalogApplication(
            key: key,
            name: "Application \(key)",
            audience: "http://localhost:8080/\(key)",
            publicURL: "http://localhost:8080/\(key)",
            resourceMetadataURL: "http://localhost:8080/.well-known/oauth-protected-resource/\(key)",
            prefix: "/\(key)",
            scopes: [
                CatalogScope(name: "\(key)_data.read", text: "Read your data"),
                CatalogScope(name: "\(key)_data.write", text: "Change your data"),
            ]
        )
    }
}

private struct RingPublisher: KeyPublishing {
    let ring: KeyRing

    func publish(_ keys: KeyRing.Snapshot) {
        ring.replace(with: keys)
    }
}
