import GatehouseOAuth
import GatehousePolicy

/// Everything that the page of a client is made of.
struct ClientFacts: Sendable {
    let client: ClientSummary
    let configuration: AuthorizationServerConfiguration
    let catalog: any CatalogSource
    let policy: CompiledPolicy
    let uses: [ClientRouteUse]
    let scopeUses: [ScopeUse]
    /// Nil for a service.
    let grants: DirectoryPage<Grant>?
    let reach: RevocationReach
    let names: DirectoryNames
    let now: Int64
}

extension ClientFacts {
    /// Reads all of it.
    init(_ client: ClientSummary, services: DashboardServices, now: Int64) async throws(StorageError) {
        let id = ClientID(client.clientID)
        let isForPeople = ClientKind(client) == .code
        let query = GrantQuery(client: id, limit: ClientGrants.searched)
        let grants = isForPeople ? try await services.directory.grants(query, at: now) : nil
        self.init(
            client: client,
            configuration: services.server.configuration,
            catalog: services.catalog,
            policy: await services.applications.standing().policy,
            uses: try await services.decisions.uses(by: client.clientID),
            scopeUses: try await services.decisions.scopes(usedBy: client.clientID),
            grants: grants,
            reach: try await services.directory.reach(user: nil, client: id, at: now),
            names: try await services.directory.names(clients: [], users: grants?.items.map(\.userID) ?? []),
            now: now
        )
    }
}
