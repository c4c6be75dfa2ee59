package import GatehouseOAuth

extension SQLiteStore: KeyStore {
    package func keys() async throws(StorageError) -> [StoredKey] {
        try await read { [sealing] in try KeyRecord.fetchAll(sealing, in: $0) }
    }

    package func install(
        _ keys: [StoredKey],
        replacing known: [StoredKey],
        audit: [AuditEvent]
    ) async throws(StorageError) -> KeyInstallation {
        try await write { [sealing] database in
            guard states(of: try KeyRecord.fetchAll(sealing, in: database)) == states(of: known) else { return .raced }
            try KeyRecord.replaceAll(with: keys, sealing, in: database)
            try AuditRow.insert(audit, in: database)
            return .installed
        }
    }
}

/// What two sets of keys are compared by.
private func states(of keys: [StoredKey]) -> [String: KeyState] {
    Dictionary(keys.map { ($0.keyID, $0.state) }) { first, _ in first }
}

extension SQLiteStore: RootKeyStore {
    package func rootKey(orStore fresh: Secret<[UInt8]>) async throws(StorageError) -> Secret<[UInt8]> {
        try await write { [sealing] database in
            if let stored = try RootKeyRow.fetch(sealing, in: database) { return stored }
            try RootKeyRow.insert(fresh, sealing, in: database)
            return fresh
        }
    }
}
