package import GatehouseOAuth

extension SQLiteStore: KeyStore {
    package func keys() async throws(StorageError) -> [StoredKey] {
        try await read(KeyRecord.fetchAll)
    }

    package func install(
        _ keys: [StoredKey],
        replacing known: [StoredKey],
        audit: [AuditEvent]
    ) async throws(StorageError) -> KeyInstallation {
        try await write { database in
            guard states(of: try KeyRecord.fetchAll(database)) == states(of: known) else { return .raced }
            try KeyRecord.replaceAll(with: keys, in: database)
            for event in audit {
                try AuditRow.insert(event, in: database)
            }
            return .installed
        }
    }
}

/// What two sets of keys are compared by.
private func states(of keys: [StoredKey]) -> [String: KeyState] {
    Dictionary(keys.map { ($0.keyID, $0.state) }) { first, _ in first }
}
