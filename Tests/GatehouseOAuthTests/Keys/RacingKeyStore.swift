import GatehouseOAuth
import Synchronization

/// A key store in which somebody else is faster, once, between reading and writing.
final class RacingKeyStore: KeyStore {
    private let store: any KeyStore
    private let rival: Mutex<(@Sendable () async throws -> Void)?>

    init(_ store: any KeyStore, rival: @escaping @Sendable () async throws -> Void) {
        self.store = store
        self.rival = Mutex(rival)
    }

    func keys() async throws(StorageError) -> [StoredKey] {
        try await store.keys()
    }

    func install(
        _ keys: [StoredKey],
        replacing known: [StoredKey],
        audit: [AuditEvent]
    ) async throws(StorageError) -> KeyInstallation {
        let act = rival.withLock { rival in
            defer { rival = nil }
            return rival
        }
        do {
            try await act?()
        } catch {
            throw .unavailable("the rival failed: \(error)")
        }
        return try await store.install(keys, replacing: known, audit: audit)
    }
}
