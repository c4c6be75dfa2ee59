/// A browser in which a person has signed in.
package struct Session: Sendable, Equatable {
    /// `sid` of the tokens that come from it (OpenID Connect Back-Channel Logout §2.1): 128 random bits, no secret.
    package var id: String
    /// Who signed in.
    package var userID: UserID
    /// When it began, in Unix seconds.
    package var createdAt: Int64
    /// When the person last proved who they are, in Unix seconds: `auth_time`.
    package var authenticatedAt: Int64
    /// How they proved it.
    package var context: AuthenticationContext
    /// When it was last used, in Unix seconds; coalesced, so up to a minute late.
    package var lastSeenAt: Int64
    /// When it ends by itself, in Unix seconds.
    package var expiresAt: Int64
    /// The browser in its own words, cut to 200 bytes.
    package var userAgent: String?
    /// The address that it came from.
    package var address: String?

    package init(
        id: String,
        userID: UserID,
        createdAt: Int64,
        authenticatedAt: Int64,
        context: AuthenticationContext,
        lastSeenAt: Int64,
        expiresAt: Int64,
        userAgent: String? = nil,
        address: String? = nil
    ) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
        self.authenticatedAt = authenticatedAt
        self.context = context
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
    }
}

/// A session that holds now, with its person, who may sign in.
package struct SignedIn: Sendable, Equatable {
    /// The session.
    package var session: Session
    /// Its person.
    package var user: User

    package init(session: Session, user: User) {
        self.session = session
        self.user = user
    }
}
