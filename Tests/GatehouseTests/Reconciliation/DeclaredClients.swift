import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseStorage
import GatehouseTestSupport
import Synchronization
import Testing

@testable import Gatehouse

/// Every port that reconciling needs.
typealias WholeStore = AuditLog & ClientStore & DeviceStore & DirectoryReading & GrantStore & KeyStore & LogoutStore
    & RequestStore
    & RevocationStore & SessionStore & UserStore

/// Policy files in a folder of their own, and a store whose clients follow them.
final class DeclaredClients: Sendable {
    static let now: Int64 = 1_000
    static let secret = "a-secret-of-more-than-thirty-two-bytes"

    let folder: TemporaryFolder
    let store: any WholeStore
    /// What the gate would refuse.
    let live = LiveRevocations()
    let log = LoggedLines()
    let administration: Administration
    let reconciler: Reconciler
    private let closing: @Sendable () -> Void

    init(store: (any WholeStore)? = nil, isOnDisk: Bool = false) throws {
        let folder = try TemporaryFolder()
        try DataDirectory(folder.file("policies")).prepare()
        if isOnDisk {
            let opened = try SQLiteStore.open(path: folder.file("test.sqlite"), logger: log.logger)
            self.store = opened
            closing = { opened.close() }
        } else {
            self.store = store ?? MemoryStore()
            closing = {}
        }
        self.folder = folder
        administration = Administration(
            configuration: AuthorizationServerConfiguration(issuer: "http://localhost:8080"),
            clients: self.store,
            people: .fixture(store: self.store),
            revocations: self.store,
            lifecycle: SigningKeyLifecycle(store: self.store, algorithm: .es256, accessTokenSeconds: 3_600),
            keys: nil,
            catalog: FixedCatalog(.empty),
            publishing: live,
            keyPublishing: NothingLive(),
            directory: self.store
        )
        reconciler = Reconciler(administration, clock: { DeclaredClients.now }, logger: log.logger)
        try write(secret: Self.secret)
    }

    deinit {
        closing()
    }

    /// The application with these clients and grants, in YAML.
    static func text(clients: String = "", grants: String = "") -> String {
        """
        application: tstapp
        name: Test application
        upstream: http://127.0.0.1:9
        prefix: /tstapp
        scopes:
          tstapp_data.read: Read your data
          tstapp_data.write: Change your data
        routes:
          GET /data/**: tstapp_data.read

        """ + (clients.isEmpty ? "" : "clients:\n" + clients) + (grants.isEmpty ? "" : "grants:\n" + grants)
    }

    /// A client that proves itself by the secret in the folder.
    static func service(_ id: String = "reporting", scopes: String = "tstapp_data.read", more: String = "") -> String {
        """
          - id: \(id)
            grant: client_credentials
            scopes: [\(scopes)]
            secret_file: ../secret
        \(more)
        """ + (more.isEmpty ? "" : "\n")
    }

    func write(secret: String) throws {
        try folder.write("secret", secret)
    }

    /// The policy of that text, which must compile.
    func policy(_ text: String) throws -> CompiledPolicy {
        try folder.write("policies/tstapp.yaml", text)
        let context = try #require(PolicyContext(issuer: "http://localhost:8080"))
        let compilation = PolicyDirectory(folder.file("policies")).load(context: context)
        return try #require(compilation.policy, "\(compilation.diagnostics)")
    }

    /// Takes that text in; what was odd about it.
    @discardableResult
    func load(clients: String = "", grants: String = "") async throws -> [String] {
        let adoption = try await reconciler.adopt(try policy(Self.text(clients: clients, grants: grants)))
        guard case .adopted(let warnings) = adoption else {
            Issue.record("refused: \(adoption)")
            return []
        }
        return warnings.map(words)
    }

    /// Why the text is not taken in.
    func refusals(clients: String) async throws -> [String] {
        let adoption = try await reconciler.adopt(try policy(Self.text(clients: clients)))
        guard case .refused(let problems) = adoption else {
            Issue.record("it was taken in")
            return []
        }
        return problems.map(words)
    }

    /// Without the folder's path.
    private func words(_ diagnostic: PolicyDiagnostic) -> String {
        "\(diagnostic)".replacing(folder.path + "/", with: "")
    }

    func client(_ id: String = "reporting") async throws -> Client? {
        try await store.client(.fixture(id))
    }

    /// What the audit log says that the policy did, oldest first.
    func events() async throws -> [String] {
        try await store.auditEvents(before: nil, limit: 100).reversed()
            .map(\.event).filter { $0.actor == "policy" }.map(\.kind.name)
    }

    func digests(_ id: String = "reporting") async throws -> [[UInt8]] {
        try await client(id)?.secrets.map(\.digest) ?? []
    }
}
