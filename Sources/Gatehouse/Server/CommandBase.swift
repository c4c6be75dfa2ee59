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

    /// Opens the database; only the holder of the lock may call it.
    static func open(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        logger: Logger
    ) async throws(ExitFailure) -> CommandBase {
        do throws(StorageError) {
            let store = try SQLiteStore.open(path: directory.database, logger: logger)
            do throws(StorageError) {
                return try await CommandBase(configuration, store: store)
            } catch {
                store.close()
                throw error
            }
        } catch {
            throw ExitFailure(error, database: directory.database)
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
            )
        )
        self.lifecycle = SigningKeyLifecycle(store: store, settings)
        self.ring = try await lifecycle.standing().map { KeyRing($0) }
    }

    /// The commands that administrators may give.
    func administration(catalog: any CatalogSource) -> Administration {
        Administration(
            configuration: settings,
            clients: store,
            revocations: store,
            lifecycle: lifecycle,
            keys: ring,
            catalog: catalog,
            publishing: NothingLive(),
            keyPublishing: NothingLive()
        )
    }
}

extension SQLiteStore {
    /// How long a token may live that a server on this database has issued.
    func longestTokenSeconds() async throws(StorageError) -> Int64 {
        if let settings = try await settings() { return settings.longestTokenSeconds }
        // Keys without settings are of a version that did not note them: as long as any may be configured.
        return try await keys().isEmpty ? 0 : GatehouseConfiguration.tokenSeconds.upperBound
    }
}

extension AuthorizationServerConfiguration {
    init(_ settings: ServerSettings) {
        self.init(
            issuer: settings.issuer,
            accessTokenSeconds: settings.accessTokenSeconds,
            longestTokenSeconds: settings.longestTokenSeconds,
            algorithm: settings.algorithm
        )
    }
}

extension SigningKeyLifecycle {
    init(store: any KeyStore, _ settings: AuthorizationServerConfiguration) {
        // A retired key is published until the last token that it signed has expired, however long that was to live.
        self.init(store: store, algorithm: settings.algorithm, accessTokenSeconds: settings.longestTokenSeconds)
    }
}
