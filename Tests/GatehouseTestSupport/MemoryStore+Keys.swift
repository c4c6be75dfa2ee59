import GatehouseJOSE
package import GatehouseOAuth

extension MemoryStore: KeyStore {
    package func keys() async throws(StorageError) -> [StoredKey] {
        try transaction { state throws(StorageError) in
            state.keys.sorted { ($0.createdAt, $0.keyID) < ($1.createdAt, $1.keyID) }
        }
    }

    package func install(
        _ keys: [StoredKey],
        replacing known: [StoredKey],
        audit: [AuditEvent]
    ) async throws(StorageError) -> KeyInstallation {
        try transaction { state throws(StorageError) in
            guard MemoryStore.states(of: state.keys) == MemoryStore.states(of: known) else { return .raced }
            try MemoryStore.check(keys)
            state.keys = keys
            for event in audit {
                state.record(event)
            }
            return .installed
        }
    }

    private static func states(of keys: [StoredKey]) -> [String: KeyState] {
        Dictionary(keys.map { ($0.keyID, $0.state) }) { first, _ in first }
    }

    /// The rules that the schema keeps: each id once, one current and one next key per algorithm.
    private static func check(_ keys: [StoredKey]) throws(StorageError) {
        let live = keys.filter { $0.state != .previous }.map { "\($0.algorithm.rawValue) \($0.state.rawValue)" }
        guard Set(live).count == live.count, Set(keys.map(\.keyID)).count == keys.count else { throw .conflict }
    }
}

extension MemoryStore: RootKeyStore {
    package func rootKey(orStore fresh: Secret<[UInt8]>) async throws(StorageError) -> Secret<[UInt8]> {
        try transaction { state throws(StorageError) in
            if let rootKey = state.rootKey {
                return rootKey
            }
            guard fresh.withExposedValue({ $0.count == SealingKey.byteCount }) else { throw .conflict }
            state.rootKey = fresh
            return fresh
        }
    }
}
