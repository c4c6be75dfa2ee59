import GatehouseJOSE

/// What a token will allow: scopes, and the audiences of the applications that declare them.
package struct GrantedAccess: Sendable, Equatable {
    /// The scopes.
    package let scope: ScopeSet
    /// The audiences in ascending byte order.
    package let audience: [String]

    /// Scopes that the catalog does not know add no audience.
    package init(scope: ScopeSet, catalog: ScopeCatalog) {
        self.scope = scope
        audience = ScopeSet(scope.names.compactMap { catalog.application(ofScope: $0)?.audience }).names
    }

    /// RFC 8707 §2.2: only the named resources, and only the scopes that mean something there.
    package func narrowed(to resources: [String], catalog: ScopeCatalog) throws(OAuthError) -> GrantedAccess {
        guard !resources.isEmpty else { return self }
        var kept: [String] = []
        for resource in resources {
            guard
                let application = catalog.application(ofResource: resource),
                audience.contains(where: application.audience.hasSameBytes(as:))
            else {
                throw OAuthError(.invalidTarget, "A resource is none of those that the token could be used at.")
            }
            kept.append(application.key)
        }
        let narrowed = scope.filter { name in
            catalog.application(ofScope: name).map { kept.contains($0.key) } ?? false
        }
        return GrantedAccess(scope: narrowed, catalog: catalog)
    }
}
