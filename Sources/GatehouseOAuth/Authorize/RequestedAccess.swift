import GatehouseJOSE

/// Reads what a client asks of a person: the same at every endpoint where it can ask.
enum RequestedAccess {
    /// RFC 6749 §3.3: what is asked for must be known and registered for the client.
    static func scope(
        _ parameters: Parameters,
        client: Client,
        catalog: ScopeCatalog
    ) throws(OAuthError) -> ScopeSet {
        let known = client.scopes.filter { catalog.application(ofScope: $0) != nil || PredefinedScope.contains($0) }
        guard let text = parameters["scope"] else {
            // Lasting access is only for who asks for it.
            return try some(of: known.filter { !$0.hasSameBytes(as: PredefinedScope.offlineAccess.rawValue) })
        }
        guard text.utf8.count <= AuthorizationLimits.scope else {
            throw OAuthError(.invalidScope, "The scope is too long.")
        }
        let scope = try ScopeSet(parsing: text)
        guard scope.isSubset(of: known) else {
            throw OAuthError(.invalidScope, "The client may not ask for one of these scopes.")
        }
        return try some(of: scope)
    }

    /// RFC 8707 §2: `invalid_target`.
    static func resources(_ parameters: Parameters, catalog: ScopeCatalog) throws(OAuthError) -> [String] {
        let resources = parameters.values("resource")
        guard resources.count <= AuthorizationLimits.resources else {
            throw OAuthError(.invalidTarget, "There are too many resources.")
        }
        guard resources.allSatisfy({ catalog.application(ofResource: $0) != nil }) else {
            throw OAuthError(.invalidTarget, "A resource is not known here.")
        }
        return resources
    }

    private static func some(of scope: ScopeSet) throws(OAuthError) -> ScopeSet {
        guard !scope.isEmpty else {
            throw OAuthError(.invalidScope, "There is no scope that the client could get.")
        }
        return scope
    }
}
