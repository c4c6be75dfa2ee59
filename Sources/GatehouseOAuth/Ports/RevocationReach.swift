/// What ends with a revocation, counted before it is done.
package struct RevocationReach: Sendable, Equatable {
    /// Standing grants.
    package var grants: Int
    /// Of which so many have a live refresh token.
    package var refreshTokens: Int
    /// Different people among them.
    package var people: Int
    /// Different clients among them.
    package var clients: Int
    /// When a token was last issued from one of them, in Unix seconds.
    package var lastUsedAt: Int64?

    /// Without arguments, nothing ends.
    package init(
        grants: Int = 0,
        refreshTokens: Int = 0,
        people: Int = 0,
        clients: Int = 0,
        lastUsedAt: Int64? = nil
    ) {
        self.grants = grants
        self.refreshTokens = refreshTokens
        self.people = people
        self.clients = clients
        self.lastUsedAt = lastUsedAt
    }
}
