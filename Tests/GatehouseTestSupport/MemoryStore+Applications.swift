package import GatehouseOAuth

extension MemoryStore {
    /// The applications of the store, and how many versions there ever were.
    struct Applications {
        var byKey: [String: StoredApplication] = [:]
        private var versions = 0

        mutating func put(_ key: String, _ text: String, createdAt: Int64, changedAt: Int64) -> StoredApplication {
            versions += 1
            let application = StoredApplication(
                key: key,
                text: text,
                version: String(versions),
                createdAt: createdAt,
                changedAt: changedAt
            )
            byKey[key] = application
            return application
        }
    }
}

extension MemoryStore.State {
    /// Who belongs to an application or holds a scope of it.
    func holders(of key: String) -> ApplicationHolders {
        func holds(_ scopes: ScopeSet) -> Bool { scopes.names.contains { $0.utf8.starts(with: "\(key)_".utf8) } }
        return ApplicationHolders(
            own: clients.values.count { $0.application == key },
            otherClients: clients.values.count { $0.application != key && holds($0.scopes) },
            people: people.users.values.count { holds($0.assignedScopes) }
        )
    }
}

extension MemoryStore: ApplicationStore {
    package func applications() async throws(StorageError) -> [StoredApplication] {
        try transaction { state throws(StorageError) in
            state.applications.byKey.values.sorted { $0.key < $1.key }
        }
    }

    package func createApplication(
        _ key: String,
        text: String,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring {
        try transaction { state throws(StorageError) in
            guard state.applications.byKey[key] == nil else { return .exists }
            try MemoryStore.check(applicationKey: key, text: text)
            state.record(audit)
            return .stored(state.applications.put(key, text, createdAt: at, changedAt: at))
        }
    }

    package func replaceApplication(
        _ key: String,
        text: String,
        expecting version: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring {
        try transaction { state throws(StorageError) in
            guard let old = state.applications.byKey[key] else { return .unknown }
            guard version == nil || version == old.version else { return .outdated(old) }
            try MemoryStore.check(applicationKey: key, text: text)
            state.record(audit)
            return .stored(state.applications.put(key, text, createdAt: old.createdAt, changedAt: at))
        }
    }

    package func removeApplication(
        _ key: String,
        expecting version: String?,
        isDeclaredElsewhere: Bool,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationRemoval {
        try transaction { state throws(StorageError) in
            guard let old = state.applications.byKey[key] else { return .unknown }
            guard version == nil || version == old.version else { return .outdated(old) }
            let holders = isDeclaredElsewhere ? ApplicationHolders() : state.holders(of: key)
            guard holders.isEmpty else { return .inUse(holders) }
            state.applications.byKey[key] = nil
            state.record(audit)
            return .removed
        }
    }

    /// The rules that the schema keeps for every document.
    private static func check(applicationKey key: String, text: String) throws(StorageError) {
        let isKey = key.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard isKey, (1...63).contains(key.utf8.count), key != "gatehouse", !text.isEmpty else { throw .conflict }
    }
}
