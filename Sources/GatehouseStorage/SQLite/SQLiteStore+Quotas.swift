package import GatehouseOAuth

extension SQLiteStore: QuotaStore {
    package func quotaUses(at now: Int64) async throws(StorageError) -> [QuotaUse] {
        try await read { try QuotaUseRow.fetch(at: now, in: $0) }
    }

    package func record(_ uses: [QuotaUse]) async throws(StorageError) {
        try await write { database in
            for use in uses { try QuotaUseRow.replace(use, in: database) }
        }
    }

    package func purgeQuotas(before now: Int64) async throws(StorageError) {
        try await purge { try Purge.quotas(before: now, in: $0) }
    }
}
