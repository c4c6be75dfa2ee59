import GatehouseOAuth

/// The names of everybody in a list of events.
enum AuditNames {
    static func of(
        _ events: [RecordedAuditEvent],
        in directory: any DirectoryReading
    ) async throws(StorageError) -> DirectoryNames {
        let ids = events.flatMap { recorded in
            let details = recorded.event.kind.details
            return [recorded.event.actor] + ["client", "user", "subject"].compactMap { details[$0] }
        }
        let users = Set(ids.compactMap { UserID($0) })
        let clients = Set(ids.filter { UserID($0) == nil }.compactMap { ClientID($0) })
        guard !users.isEmpty || !clients.isEmpty else { return DirectoryNames() }
        return try await directory.names(clients: Array(clients), users: Array(users))
    }
}
