import GatehouseJOSE
package import GatehouseOAuth

extension SQLiteStore: ApplicationStore {
    package func applications() async throws(StorageError) -> [StoredApplication] {
        try await read(ApplicationRow.fetchAll)
    }

    package func createApplication(
        _ key: String,
        text: String,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring {
        try await write { database in
            guard try ApplicationRow.fetch(key, in: database) == nil else { return .exists }
            let stored = try ApplicationRow.insert(key, text: text, createdAt: at, changedAt: at, in: database)
            try AuditRow.insert(audit, in: database)
            return .stored(stored)
        }
    }

    package func replaceApplication(
        _ key: String,
        text: String,
        expecting version: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring {
        try await write { database in
            guard let old = try ApplicationRow.fetch(key, in: database) else { return .unknown }
            guard version?.hasSameBytes(as: old.version) ?? true else { return .outdated(old) }
            try ApplicationRow.delete(key, in: database)
            let stored = try ApplicationRow.insert(
                key,
                text: text,
                createdAt: old.createdAt,
                changedAt: at,
                in: database
            )
            try AuditRow.insert(audit, in: database)
            return .stored(stored)
        }
    }

    package func removeApplication(
        _ key: String,
        expecting version: String?,
        isDeclaredElsewhere: Bool,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationRemoval {
        try await write { database in
            guard let old = try ApplicationRow.fetch(key, in: database) else { return .unknown }
            guard version?.hasSameBytes(as: old.version) ?? true else { return .outdated(old) }
            let holders = isDeclaredElsewhere ? ApplicationHolders() : try ApplicationRow.holders(of: key, in: database)
            guard holders.isEmpty else { return .inUse(holders) }
            try ApplicationRow.delete(key, in: database)
            try AuditRow.insert(audit, in: database)
            return .removed
        }
    }
}
