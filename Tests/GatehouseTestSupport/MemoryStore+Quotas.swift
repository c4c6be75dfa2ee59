package import GatehouseOAuth

extension MemoryStore: QuotaStore {
    package func quotaUses(at now: Int64) async throws(StorageError) -> [QuotaUse] {
        try transaction { state throws(StorageError) in
            state.quotaUses.values.filter { $0.endsAt > now }
                .sorted { ($0.quota, $0.by, $0.caller) < ($1.quota, $1.by, $1.caller) }
        }
    }

    package func record(_ uses: [QuotaUse]) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            for use in uses {
                guard use.used >= 0, use.endsAt > use.startsAt else { throw .conflict }
                state.quotaUses[[use.quota, use.by, use.caller]] = use
            }
        }
    }

    package func purgeQuotas(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.quotaUses = state.quotaUses.filter { $0.value.endsAt > now }
        }
    }
}
