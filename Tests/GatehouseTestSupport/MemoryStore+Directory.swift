package import GatehouseOAuth

extension MemoryStore: DirectoryReading {
    package func clients(_ query: ClientQuery) async throws(StorageError) -> DirectoryPage<Client> {
        try transaction { state throws(StorageError) in
            let found = state.clients.values.filter { query.isMet(by: $0) }
            return .page(query.sorted(found), offset: query.offset, limit: query.limit)
        }
    }

    package func users(_ query: UserQuery) async throws(StorageError) -> DirectoryPage<User> {
        try transaction { state throws(StorageError) in
            let found = state.people.users.values.filter { query.isMet(by: $0) }.compactMap { state.people.user($0.id) }
            return .page(query.sorted(found), offset: query.offset, limit: query.limit)
        }
    }

    package func grants(_ query: GrantQuery, at now: Int64) async throws(StorageError) -> DirectoryPage<Grant> {
        try transaction { state throws(StorageError) in
            let found = state.standingGrants(of: query.user, to: query.client, at: now)
            return .page(found.reversed(), offset: query.offset, limit: query.limit)
        }
    }

    package func audit(_ query: AuditQuery) async throws(StorageError) -> [RecordedAuditEvent] {
        try transaction { state throws(StorageError) in
            Array(state.events.reversed().filter { query.isMet(by: $0) }.prefix(max(query.limit, 0)))
        }
    }

    package func counts() async throws(StorageError) -> DirectoryCounts {
        try transaction { state throws(StorageError) in
            var counts = DirectoryCounts(
                clients: state.clients.count,
                disabledClients: state.clients.values.count { $0.disabledAt != nil },
                users: state.people.users.count,
                disabledUsers: state.people.users.values.count { $0.disabledAt != nil }
            )
            for client in state.clients.values {
                counts.clientsByApplication[client.application, default: 0] += 1
            }
            return counts
        }
    }

    package func clientAccess() async throws(StorageError) -> [ClientAccess] {
        try transaction { state throws(StorageError) in
            state.clients.values.sorted { $0.id.value < $1.id.value }
                .map { client in
                    ClientAccess(
                        id: client.id,
                        name: client.name,
                        application: client.application,
                        scopes: client.scopes,
                        isService: client.grants.contains(.clientCredentials),
                        isDisabled: client.disabledAt != nil
                    )
                }
        }
    }

    package func names(clients: [ClientID], users: [UserID]) async throws(StorageError) -> DirectoryNames {
        try transaction { state throws(StorageError) in
            var names = DirectoryNames()
            for id in clients {
                names.clients[id.value] = state.clients[id]?.name
            }
            for id in users {
                names.users[id.value] = state.people.users[id]?.username.value
            }
            return names
        }
    }

    package func holders(of application: String) async throws(StorageError) -> ApplicationHolders {
        try transaction { state throws(StorageError) in state.holders(of: application) }
    }

    package func reach(
        user: UserID?,
        client: ClientID?,
        at now: Int64
    ) async throws(StorageError) -> RevocationReach {
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants(of: user, to: client, at: now)
            let ids = Set(grants.map(\.id))
            let live = state.families.tokens.values.filter { held in
                held.rotatedAt == nil && held.token.expiresAt >= now && ids.contains(held.token.grantID)
            }
            return RevocationReach(
                grants: grants.count,
                refreshTokens: live.count,
                people: Set(grants.map(\.userID)).count,
                clients: Set(grants.map(\.clientID)).count,
                lastUsedAt: grants.compactMap(\.lastUsedAt).max()
            )
        }
    }
}

extension MemoryStore.State {
    /// The grants that stand and have not expired, in the order of their storing.
    fileprivate func standingGrants(of user: UserID?, to client: ClientID?, at now: Int64) -> [Grant] {
        standingGrants { grant in
            grant.expiresAt >= now && (user == nil || grant.userID == user)
                && (client == nil || grant.clientID == client)
        }
    }
}

extension DirectoryPage {
    fileprivate static func page(_ all: [Item], offset: Int, limit: Int) -> DirectoryPage {
        DirectoryPage(items: Array(all.dropFirst(max(offset, 0)).prefix(max(limit, 0))), total: all.count)
    }
}
