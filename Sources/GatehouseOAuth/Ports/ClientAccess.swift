/// What of a client decides which routes it can reach.
package struct ClientAccess: Sendable, Equatable {
    /// Its id.
    package var id: ClientID
    /// What people call it; empty where nobody named it.
    package var name: String
    /// The short key of the application that owns it.
    package var application: String
    /// What it may ask for.
    package var scopes: ScopeSet
    /// Whether it acts for itself.
    package var isService: Bool
    /// Whether it gets and holds no tokens.
    package var isDisabled: Bool

    /// Takes the members as they are stored.
    package init(
        id: ClientID,
        name: String,
        application: String,
        scopes: ScopeSet,
        isService: Bool,
        isDisabled: Bool
    ) {
        self.id = id
        self.name = name
        self.application = application
        self.scopes = scopes
        self.isService = isService
        self.isDisabled = isDisabled
    }
}
