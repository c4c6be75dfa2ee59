/// Decides which scopes and audiences a client gets in its own name (RFC 6749 §4.4).
package enum ClientCredentialsGrant {
    /// Answers what to issue.
    package static func check(
        _ request: ClientCredentialsRequest,
        by client: Client,
        catalog: ScopeCatalog
    ) throws(OAuthError) -> GrantedAccess {
        let scope = try grantedScope(request.scope, client: client, catalog: catalog)
        let access = GrantedAccess(scope: scope, catalog: catalog)
        return try access.narrowed(to: request.resources, catalog: catalog)
    }

    private static func grantedScope(
        _ requested: ScopeSet?,
        client: Client,
        catalog: ScopeCatalog
    ) throws(OAuthError) -> ScopeSet {
        // Predefined scopes speak about a person who signed in; no application declares them, so none is left here.
        let available = client.scopes.filter {
            catalog.application(ofScope: $0) != nil && !PredefinedScope.contains($0)
        }
        let granted = requested ?? available
        guard granted.isSubset(of: available) else {
            throw OAuthError(.invalidScope, "The client may not ask for one of these scopes.")
        }
        guard !granted.isEmpty else {
            throw OAuthError(.invalidScope, "There is no scope that the client could get.")
        }
        return granted
    }
}
