import GatehouseOAuth
import GatehouseStorage
import Logging

/// Holds what both a server and a command on its database stand on: the store and the keys.
struct ServerBase: Sendable {
    let path: String
    let settings: AuthorizationServerConfiguration
    let store: SQLiteStore
    let lifecycle: SigningKeyLifecycle
    let ring: KeyRing

    /// Opens the database and makes what is missing; only the holder of the lock may call it.
    static func open(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        now: Int64,
        logger: Logger
    ) async throws(ExitFailure) -> ServerBase {
        do throws(StorageError) {
            let store = try SQLiteStore.open(path: directory.database, logger: logger)
            return try await ServerBase(configuration, path: directory.database, store: store, now: now)
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }

    private init(
        _ configuration: GatehouseConfiguration,
        path: String,
        store: SQLiteStore,
        now: Int64
    ) async throws(StorageError) {
        self.path = path
        self.settings = AuthorizationServerConfiguration(
            issuer: configuration.effectiveIssuer,
            accessTokenSeconds: configuration.tokens.accessTokenSeconds,
            algorithm: configuration.tokens.algorithm
        )
        self.store = store
        self.lifecycle = SigningKeyLifecycle(
            store: store,
            algorithm: configuration.tokens.algorithm,
            accessTokenSeconds: configuration.tokens.accessTokenSeconds
        )
        do throws(StorageError) {
            self.ring = KeyRing(try await lifecycle.prepare(now: now))
        } catch {
            store.close()
            throw error
        }
    }

    /// Everything that was taken back and still counts.
    func revocations(at now: Int64) async throws(ExitFailure) -> [RevocationRecord] {
        do throws(StorageError) {
            return try await store.revocations(at: now)
        } catch {
            throw ExitFailure(error, database: path)
        }
    }

    /// The commands that administrators may give.
    func administration(
        catalog: any CatalogSource,
        live: any RevocationPublishing & KeyPublishing
    ) -> Administration {
        administration(catalog: catalog, revocations: live, keys: live)
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
            revocations: store,
            lifecycle: lifecycle,
            keys: ring,
            catalog: catalog,
            publishing: revocations,
            keyPublishing: keys
        )
    }
}
