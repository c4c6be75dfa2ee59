/// Knows which applications and scopes the policy in force declares.
package protocol CatalogSource: Sendable {
    /// The catalog of this moment.
    func catalog() -> ScopeCatalog

    /// The application to which the gate gives a request for that authority, in any case and perhaps with a port, and
    /// that canonical path.
    func application(authority: String, path: String) -> CatalogApplication?
}
