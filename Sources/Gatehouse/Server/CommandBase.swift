import GatehouseJOSE
import GatehouseOAuth
import GatehouseStorage
import Logging

/// Holds what a command on the database of a stopped server stands on; nothing is written until the command does.
struct CommandBase: Sendable {
    /// What was configured, and for the rest what the last server ran with.
    let configuration: GatehouseConfiguration
    let store: SQLiteStore
    private let settings: AuthorizationServerConfiguration
    private let lifecycle: SigningKeyLifecycle
    private let ring: KeyRing?
    private let people: PeoplePorts

    /// Opens the database; only the holder of the lock may call it.
    static func open(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        logger: Logger
    ) async throws(ExitFailure) -> CommandBase {
        try await SQLiteStore.opened(configuration, in: directory, logger: logger) { store throws(StorageError) in
            try await CommandBase(configuration, store: store)
        }
    }

    private init(_ configuration: GatehouseConfiguration, store: SQLiteStore) async throws(StorageError) {
        let completed = configuration.completed(from: try await store.settings())
        let longest = try await store.longestTokenSeconds()
        self.configuration = completed
        self.store = store
        self.settings = AuthorizationServerConfiguration(
            ServerSettings(
                issuer: completed.effectiveIssuer,
                algorithm: completed.tokens.algorithm,
                accessTokenSeconds: completed.tokens.accessTokenSeconds,
                longestTokenSeconds: longest
            ),
            people: completed.people
        )
        self.lifecycle = SigningKeyLifecycle(store: store, settings)
        self.ring = try await lifecycle.standing().map { KeyRing($0) }
        let passwords = ScryptPasswords(entropy: SystemEntropy())
        self.people = try await PeoplePorts(store, passwords, configuration)
    }

    /// The applications that no policy file declares.
    func applications(in directory: DataDirectory) async throws(ExitFailure) -> [StoredApplication] {
        do throws(StorageError) {
            return try await store.applications()
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }

    /// The commands that administrators may give.
    func administration(catalog: any CatalogSource) -> Administration {
        Administration(
            configuration: settings,
            clients: store,
            people: people,
            revocations: store,
            lifecycle: lifecycle,
            keys: ring,
            catalog: catalog,
            publishing: NothingLive(),
            keyPublishing: NothingLive(),
            directory: store
        )
    }
}

extension PeoplePorts {
    /// What people need of that database under that configuration.
    init(
        _ store: SQLiteStore,
        _ passwords: ScryptPasswords,
        _ configuration: GatehouseConfiguration
    ) async throws(StorageError) {
        self.init(
            store: store,
            passwords: passwords,
            outbound: GuardedRequests(allowsAnyAddress: configuration.insecure.outbound),
            root: try await store.serverRoot()
        )
    }
}

extension SQLiteStore {
    /// What stands on the database of that directory; it is closed again where that does not come about.
    static func opened<Base>(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        logger: Logger,
        _ body: (SQLiteStore) async throws(StorageError) -> Base
    ) async throws(ExitFailure) -> Base {
        let sealing = try configuration.sealingKey
        do throws(StorageError) {
            let store = try SQLiteStore.open(path: directory.database, sealing: sealing, logger: logger)
            do throws(StorageError) {
                return try await body(store)
            } catch {
                store.close()
                throw error
            }
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }

    /// The secret that all others are derived from; made where there is none yet.
    func serverRoot() async throws(StorageError) -> SealingKey {
        let fresh = Secret(SystemEntropy().bytes(SealingKey.byteCount))
        let stored = try await rootKey(orStore: fresh)
        guard let key = stored.withExposedValue({ SealingKey(bytes: $0) }) else {
            throw .corrupt("the root key has not 32 bytes")
        }
        return key
    }

    /// How long a token may live that a server on this database has issued.
    func longestTokenSeconds() async throws(StorageError) -> Int64 {
        if let settings = try await settings() { return settings.longestTokenSeconds }
        // Keys without settings are of a version that did not note them: as long as any may be configured.
        return try await keys().isEmpty ? 0 : GatehouseConfiguration.tokenSeconds.upperBound
    }
}

extension AuthorizationServerConfiguration {
    init(_ settings: ServerSettings, people: PeopleConfiguration = PeopleConfiguration()) {
        self.init(
            issuer: settings.issuer,
            accessTokenSeconds: settings.accessTokenSeconds,
            longestTokenSeconds: settings.longestTokenSeconds,
            algorithm: settings.algorithm,
            people: people
        )
    }
}

extension SigningKeyLifecycle {
    init(store: any KeyStore, _ settings: AuthorizationServerConfiguration) {
        // A retired key is published until the last token that it signed has expired, however long that was to live.
        self.init(
            store: store,
            algorithm: settings.algorithm,
            // What clients may ask ID tokens to be signed with.
            others: [.es256, .rs256],
            accessTokenSeconds: settings.longestTokenSeconds,
            generator: PooledKeyGeneration()
        )
    }
}
