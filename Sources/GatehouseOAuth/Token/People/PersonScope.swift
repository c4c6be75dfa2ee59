/// Decides which scopes of a grant still hold for its person.
package enum PersonScope {
    /// The scopes that the client may have, the person may give, and the policy knows today.
    package static func current(
        _ scope: ScopeSet,
        client: Client,
        user: User,
        catalog: ScopeCatalog
    ) -> ScopeSet {
        scope.filter { name in
            client.scopes.contains(name) && isHeld(name, by: user, catalog: catalog)
        }
    }

    private static func isHeld(_ name: String, by user: User, catalog: ScopeCatalog) -> Bool {
        if PredefinedScope.contains(name) { return true }
        guard let scope = catalog.application(ofScope: name)?.scopes.first(where: { $0.name == name }) else {
            return false
        }
        // An assigned scope that the person lacks is left out silently; the answer says what is left.
        return !scope.isAssigned || user.assignedScopes.contains(name)
    }
}
