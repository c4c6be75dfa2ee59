import GatehouseJOSE

/// Decides what of the scopes that a client asks for a person can give it.
enum GrantableScope {
    static func of(_ requested: ScopeSet, client: Client, user: User, catalog: ScopeCatalog) -> ScopeSet {
        let held = PersonScope.current(requested, client: client, user: user, catalog: catalog)
        guard !client.grants.contains(.refreshToken) else { return held }
        // OpenID Connect Core §11: for a client that cannot refresh it means nothing.
        return held.filter { !$0.hasSameBytes(as: PredefinedScope.offlineAccess.rawValue) }
    }
}
