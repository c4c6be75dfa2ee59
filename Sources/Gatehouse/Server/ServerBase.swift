import GatehouseOAuth
import GatehouseProxy
import GatehouseStorage
import Logging

/// Holds what a server stands on: the store and the keys.
struct ServerBase: Sendable {
    let path: String
    let settings: AuthorizationServerConfiguration
    let store: SQLiteStore
    let lifecycle: SigningKeyLifecycle
    let ring: KeyRing
    let passwords: ScryptPasswords
    let people: PeoplePorts

    /// Opens the database, makes what is missing and notes what this server runs with; only the holder of the lock may
    /// call it, and only to serve.
    static func open(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        now: Int64,
        logger: Logger
    ) async throws(ExitFailure) -> ServerBase {
        try await SQLiteStore.opened(configuration, in: directory, logger: logger) { store throws(StorageError) in
            try await ServerBase(configuration, path: directory.database, store: store, now: now)
        }
    }

    private init(
        _ configuration: GatehouseConfiguration,
        path: String,
        store: SQLiteStore,
        now: Int64
    ) async throws(StorageError) {
        let longest = try await store.longestTokenSeconds()
        let standing = try await store.adopt(
            ServerSettings(
                issuer: configuration.effectiveIssuer,
                algorithm: configuration.tokens.algorithm,
                accessTokenSeconds: configuration.tokens.accessTokenSeconds,
                longestTokenSeconds: longest
            )
        )
        self.path = path
        self.settings = AuthorizationServerConfiguration(standing, people: configuration.people)
        self.store = store
        self.lifecycle = SigningKeyLifecycle(store: store, settings)
        self.ring = KeyRing(try await lifecycle.prepare(now: now))
        self.passwords = ScryptPasswords(entropy: SystemEntropy())
        self.people = try await PeoplePorts(store, passwords, configuration)
    }

    /// Everything that was taken back and is not forgotten yet, whatever the clock says at start.
    func revocations() async throws(ExitFailure) -> [RevocationRecord] {
        do throws(StorageError) {
            return try await store.revocations(at: .min)
        } catch {
            throw ExitFailure(error, database: path)
        }
    }

    /// What callers had used of quotas when the last server stopped.
    func quotas(now: Int64) async throws(ExitFailure) -> QuotaLedger {
        do throws(StorageError) {
            return try await QuotaKeeping.ledger(of: store, now: now)
        } catch {
            throw ExitFailure(error, database: path)
        }
    }

    /// The applications that no policy file declares.
    func applications() async throws(ExitFailure) -> [StoredApplication] {
        do throws(StorageError) {
            return try await store.applications()
        } catch {
            throw ExitFailure(error, database: path)
        }
    }

    /// The commands that administrators may give, with those who have to be told of a change.
    func administration(
        catalog: any CatalogSource,
        revocations: any RevocationPublishing,
        keys: any KeyPublishing
    ) -> Administration {
        Administration(
            configuration: settings,
            clients: store,
            people: people,
            revocations: store,
            lifecycle: lifecycle,
            keys: ring,
            catalog: catalog,
            publishing: revocations,
            keyPublishing: keys,
            directory: store
        )
    }
}
