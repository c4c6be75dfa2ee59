/// What a person has allowed a client until they take it back: it is not asked again.
package struct Consent: Sendable, Equatable {
    /// Who allowed it.
    package var userID: UserID
    /// Whom it was allowed.
    package var clientID: ClientID
    /// All that was ever ticked and not taken back.
    package var scope: ScopeSet
    /// When it was given first, in Unix seconds.
    package var createdAt: Int64
    /// When it was widened last, in Unix seconds.
    package var changedAt: Int64
    /// When the client last got a token by it, in Unix seconds.
    package var lastUsedAt: Int64?

    package init(
        userID: UserID,
        clientID: ClientID,
        scope: ScopeSet,
        createdAt: Int64,
        changedAt: Int64,
        lastUsedAt: Int64? = nil
    ) {
        self.userID = userID
        self.clientID = clientID
        self.scope = scope
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.lastUsedAt = lastUsedAt
    }
}
