import GatehouseJOSE
import GatehouseOAuth

/// The scopes of applications that people carry only if an administrator gave them.
struct AssignableScopes: Sendable {
    /// One application with its assigned scopes, in the order of the policy.
    struct Group: Sendable {
        let application: CatalogApplication
        let scopes: [CatalogScope]
    }

    let groups: [Group]

    init(_ catalog: ScopeCatalog) {
        groups = catalog.declaredApplications.compactMap { application in
            let scopes = application.scopes.filter(\.isAssigned)
            return scopes.isEmpty ? nil : Group(application: application, scopes: scopes)
        }
    }

    /// Those of all applications, then the server's own.
    var names: [String] {
        groups.flatMap { $0.scopes.map(\.name) } + BuiltInScope.allCases.map(\.rawValue)
    }

    /// The sentence of a scope; nil for one that nobody declares any more.
    func sentence(of name: String) -> String? {
        if let own = BuiltInScope.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) { return own.sentence }
        return groups.flatMap(\.scopes).first { $0.name.hasSameBytes(as: name) }?.text
    }
}
