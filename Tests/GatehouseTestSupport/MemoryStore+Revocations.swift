package import GatehouseJOSE
package import GatehouseOAuth

extension MemoryStore: RevocationStore {
    package func record(
        _ revocation: RevocationRecord,
        client: ClientID?,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord {
        try transaction { state throws(StorageError) in
            let standing = try state.merge(revocation)
            if let client {
                state.clients[client] = state.clients[client]?.revoked(before: revocation.revokedBefore)
            }
            state.record(audit)
            return standing
        }
    }

    package func lift(_ key: RevocationKey, audit: AuditEvent) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.revocations.removeAll { $0.key == key }
            state.record(audit)
        }
    }

    package func revocation(of key: RevocationKey) async throws(StorageError) -> RevocationRecord? {
        try transaction { state throws(StorageError) in state.revocations.first { $0.key == key } }
    }

    package func revocations(at now: Int64) async throws(StorageError) -> [RevocationRecord] {
        try transaction { state throws(StorageError) in
            state.revocations.filter { $0.expiresAt.map { $0 >= now } ?? true }
        }
    }

    package func purgeRevocations(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.revocations.removeAll { $0.expiresAt.map { $0 < now } ?? false }
        }
    }
}

extension MemoryStore.State {
    /// Stores `revocation`, merged with the one of its key; answers what stands now.
    mutating func merge(_ revocation: RevocationRecord) throws(StorageError) -> RevocationRecord {
        let earlier = revocations.first { $0.key == revocation.key }
        let standing = earlier.map { revocation.merged(with: $0) } ?? revocation
        try replace(standing)
        return standing
    }

    /// Puts `revocation` in the place of the one with its key.
    mutating func replace(_ revocation: RevocationRecord) throws(StorageError) {
        guard revocation.kind != .token || revocation.revokedBefore == nil else { throw .conflict }
        revocations.removeAll { $0.key == revocation.key }
        revocations.append(revocation)
    }
}
