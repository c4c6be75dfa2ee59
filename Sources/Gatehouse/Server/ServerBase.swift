import GatehouseOAuth
import GatehouseStorage
import Logging

/// Holds what a server stands on: the store and the keys.
struct ServerBase: Sendable {
    let path: String
    let settings: AuthorizationServerConfiguration
    let store: SQLiteStore
    let lifecycle: SigningKeyLifecycle
    let ring: KeyRing

    /// Opens the database, makes what is missing and notes what this server runs with; only the holder of the lock may
    /// call it, and only to serve.
    static func open(
        _ configuration: GatehouseConfiguration,
        in directory: DataDirectory,
        now: Int64,
        logger: Logger
    ) async throws(ExitFailure) -> ServerBase {
        do throws(StorageError) {
            let store = try SQLiteStore.open(path: directory.database, logger: logger)
            do throws(StorageError) {
                return try await ServerBase(configuration, path: directory.database, store: store, now: now)
            } catch {
                store.close()
                throw error
            }
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
        self.settings = AuthorizationServerConfiguration(standing)
        self.store = store
        self.lifecycle = SigningKeyLifecycle(store: store, settings)
        self.ring = KeyRing(try await lifecycle.prepare(now: now))
    }

    /// Everything that was taken back and is not forgotten yet, whatever the clock says at start.
    func revocations() async throws(ExitFailure) -> [RevocationRecord] {
        do throws(StorageError) {
            return try await store.revocations(at: .min)
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
            revocations: store,
            lifecycle: lifecycle,
            keys: ring,
            catalog: catalog,
            publishing: revocations,
            keyPublishing: keys
        )
    }
}
