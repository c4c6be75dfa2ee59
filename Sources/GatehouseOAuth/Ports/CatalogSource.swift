/// Knows which applications and scopes the policy in force declares.
package protocol CatalogSource: Sendable {
    /// The catalog of this moment.
    func catalog() -> ScopeCatalog

    /// The application to which the gate gives a request for that authority, in any case and perhaps with a port, and
    /// that canonical path.
    func application(authority: String, path: String) -> CatalogApplication?

    /// The routes that a scope opens, alone or with others, in the order of the policy.
    func routes(opened scope: String) -> [OpenedRoute]

    /// The policy in force in words; nil where none is in force because no gate runs.
    func outline() -> PolicyOutline?
}

extension CatalogSource {
    /// Where no gate runs, no policy is in force.
    package func outline() -> PolicyOutline? { nil }
}

/// A route as the consent page shows it.
package struct OpenedRoute: Sendable, Equatable {
    /// The methods, separated by spaces.
    package let methods: String
    /// The template below the host, with the application's prefix.
    package let path: String

    package init(methods: String, path: String) {
        self.methods = methods
        self.path = path
    }
}
