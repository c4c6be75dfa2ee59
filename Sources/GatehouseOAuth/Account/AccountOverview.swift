/// What the account page shows.
package struct AccountOverview: Sendable {
    /// Who is signed in, and in which session.
    package let signedIn: SignedIn
    /// What the person allowed, last changed first.
    package let access: [AllowedAccess]
    /// Where the person is signed in, last seen first.
    package let sessions: [Session]
}

/// What a person allowed a client, or what a client that is not asked about has of them.
package struct AllowedAccess: Sendable {
    /// Who may act for the person.
    package let client: Client
    /// When it was allowed first, in Unix seconds.
    package let since: Int64
    /// When the client last got a token by it, in Unix seconds.
    package let lastUsedAt: Int64?
    /// The scopes with the sentences that were agreed to, in the order of the consent page.
    package let scopes: [AllowedScope]
    /// The names of the applications whose scopes are among them.
    package let applications: [String]
}

/// A scope with its sentence.
package struct AllowedScope: Sendable, Equatable {
    /// As tokens carry it.
    package let name: String
    /// What it lets the client do, for people.
    package let sentence: String

    package init(name: String, sentence: String) {
        self.name = name
        self.sentence = sentence
    }
}

/// What became of a change that a person asked for on their account.
package enum AccountChange: Sendable, Equatable {
    case done
    /// Nobody is signed in in that browser any more.
    case signedOut
    /// The password that was typed is not the person's.
    case wrongPassword
    /// The new password is none that is taken.
    case flaw(PasswordFlaw)
    /// Too many tries; the next is allowed after so many seconds.
    case throttled(seconds: Int)
    /// The server has too much to do.
    case busy
}
