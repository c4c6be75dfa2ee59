/// Which grants a list shows: those that stand, the newest first.
package struct GrantQuery: Sendable, Equatable {
    /// Only of this person.
    package var user: UserID?
    /// Only to this client.
    package var client: ClientID?
    /// How many are left out before the page.
    package var offset: Int
    /// The most that the page shows.
    package var limit: Int

    /// Without arguments, the newest 50 of all.
    package init(user: UserID? = nil, client: ClientID? = nil, offset: Int = 0, limit: Int = 50) {
        self.user = user
        self.client = client
        self.offset = offset
        self.limit = limit
    }
}
