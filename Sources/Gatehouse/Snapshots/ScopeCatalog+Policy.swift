import GatehouseOAuth
import GatehousePolicy

extension ScopeCatalog {
    /// Takes from a policy what the authorization server has to know of it.
    init(_ policy: CompiledPolicy) {
        self.init(policy.applications.map { CatalogApplication($0) })
    }
}

extension CatalogApplication {
    fileprivate init(_ application: CompiledApplication) {
        self.init(
            key: application.key,
            name: application.name,
            audience: application.audience,
            publicURL: application.publicURL,
            resourceMetadataURL: application.resourceMetadataURL,
            prefix: application.prefix,
            scopes: application.scopes.map { scope in
                CatalogScope(name: scope.name, text: scope.text, isAssigned: scope.assigned)
            },
            personClaims: application.personClaims,
            acceptsOwnIssuer: application.acceptsOwnIssuer,
            otherIssuers: application.issuers.map(\.url)
        )
    }
}
