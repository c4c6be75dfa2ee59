/// Knows which applications and scopes the policy in force declares.
package protocol CatalogSource: Sendable {
    /// The catalog of this moment.
    func catalog() -> ScopeCatalog
}
