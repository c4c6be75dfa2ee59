import GatehouseJOSE

/// What a token will allow: scopes, and the audiences of the applications that declare them.
package struct GrantedAccess: Sendable, Equatable {
    /// The scopes.
    package let scope: ScopeSet
    /// The audiences in ascending byte order.
    package let audience: [String]
    private let issuer: String?

    private static let targetRefusal = OAuthError(
        .invalidTarget,
        "A resource is none of those that the token could be used at."
    )

    /// Scopes that the catalog does not know add no audience; `openid` adds the issuer, if one is given.
    package init(scope: ScopeSet, catalog: ScopeCatalog, issuer: String? = nil) {
        self.scope = scope
        self.issuer = issuer
        var audience = scope.names.compactMap { catalog.application(ofScope: $0)?.audience }
        if let issuer, scope.contains(PredefinedScope.openID.rawValue) { audience.append(issuer) }
        self.audience = ScopeSet(audience).names
    }

    /// RFC 8707 §2.2: only the named resources, and only the scopes that mean something there.
    package func narrowed(to resources: [String], catalog: ScopeCatalog) throws(OAuthError) -> GrantedAccess {
        for resource in resources {
            guard
                let application = catalog.application(ofResource: resource),
                audience.contains(where: application.audience.hasSameBytes(as:))
            else { throw Self.targetRefusal }
        }
        return limited(to: resources, catalog: catalog)
    }

    /// RFC 8707 §2: refuses resources that are no application's.
    static func ensureKnown(_ resources: [String], catalog: ScopeCatalog) throws(OAuthError) {
        guard resources.allSatisfy({ catalog.application(ofResource: $0) != nil }) else { throw targetRefusal }
    }

    /// What is left of it at these resources, if there are any; those that no application has any more leave nothing.
    ///
    /// Predefined scopes speak about the person, not about a resource, so they stay.
    package func limited(to resources: [String], catalog: ScopeCatalog) -> GrantedAccess {
        guard !resources.isEmpty else { return self }
        let kept = resources.compactMap { catalog.application(ofResource: $0)?.key }
        let limited = scope.filter { name in
            catalog.application(ofScope: name).map { kept.contains($0.key) } ?? PredefinedScope.contains(name)
        }
        return GrantedAccess(scope: limited, catalog: catalog, issuer: issuer)
    }
}
