import GRDB
package import GatehouseOAuth

extension SQLiteStore: DirectoryReading {
    package func clients(_ query: ClientQuery) async throws(StorageError) -> DirectoryPage<Client> {
        try await read { try ClientDirectory.page(query, in: $0) }
    }

    package func users(_ query: UserQuery) async throws(StorageError) -> DirectoryPage<User> {
        try await read { try UserDirectory.page(query, in: $0) }
    }

    package func grants(_ query: GrantQuery, at now: Int64) async throws(StorageError) -> DirectoryPage<Grant> {
        try await read { try GrantDirectory.page(query, at: now, in: $0) }
    }

    package func audit(_ query: AuditQuery) async throws(StorageError) -> [RecordedAuditEvent] {
        try await read { try AuditDirectory.events(query, in: $0) }
    }

    package func counts() async throws(StorageError) -> DirectoryCounts {
        try await read { database in
            var counts = DirectoryCounts()
            try ClientDirectory.count(into: &counts, in: database)
            try UserDirectory.count(into: &counts, in: database)
            return counts
        }
    }

    package func clientAccess() async throws(StorageError) -> [ClientAccess] {
        let (kept, ticket) = access.find()
        if let kept { return kept }
        let found = try await read { try ClientDirectory.access(in: $0) }
        access.keep(found, ticket: ticket)
        return found
    }

    package func names(clients: [ClientID], users: [UserID]) async throws(StorageError) -> DirectoryNames {
        try await read { database in
            var names = DirectoryNames()
            for id in Set(clients) {
                names.clients[id.value] = try ClientDirectory.name(of: id, in: database)
            }
            for id in Set(users) {
                names.users[id.value] = try UserDirectory.name(of: id, in: database)
            }
            return names
        }
    }

    package func holders(of application: String) async throws(StorageError) -> ApplicationHolders {
        try await read { try ApplicationRow.holders(of: application, in: $0) }
    }

    package func reach(
        user: UserID?,
        client: ClientID?,
        at now: Int64
    ) async throws(StorageError) -> RevocationReach {
        try await read { try GrantDirectory.reach(user: user, client: client, at: now, in: $0) }
    }
}
