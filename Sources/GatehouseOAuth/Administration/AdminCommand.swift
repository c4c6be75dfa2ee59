/// What an administrator can ask for, from the command line, the dashboard or the admin API.
package enum AdminCommand: Sendable, Equatable {
    case createClient(NewClient)
    /// All clients, or those of one application.
    case listClients(application: String?)
    case showClient(String)
    /// A new secret; the previous one stays live unless it is revoked.
    case rotateSecret(client: String, label: String?, isOldRevoked: Bool)
    case disableClient(String)
    case enableClient(String)
    case deleteClient(String)
    /// Replaces what describes a client; application, kind and id stay. A version that is not that of the client any
    /// more is refused; nil takes any.
    case updateClient(String, NewClient, version: String?)
    /// One more secret, if there are not two already.
    case addSecret(client: String, label: String?)
    /// Takes a secret away, by its id.
    case removeSecret(client: String, secret: String)
    /// Replaces the logo; nil takes it away.
    case setLogo(client: String, [UInt8]?)
    /// An initial access token (RFC 7591 §1.2) with which a program registers one client of the application.
    case makeRegistrationToken(application: String, seconds: Int64)
    case createUser(NewUser)
    case listUsers
    case showUser(String)
    /// A new password; nil lets chance choose, and the answer shows it once.
    case setPassword(user: String, password: String?)
    /// Gives and takes assigned scopes.
    case assignScopes(user: String, given: [String], taken: [String])
    /// Replaces email address, name, attributes and assigned scopes; a version that is not that of the person any more
    /// is refused; nil takes any.
    case updateUser(String, UserChanges, version: String?)
    case disableUser(String)
    case enableUser(String)
    /// Takes a lost second factor away.
    case resetSecondFactor(String)
    /// Ends the sessions and takes back all tokens of a person, who may sign in again.
    case signOutUser(String)
    /// Ends one session of a person; the clients that got tokens in it hear of it.
    case endSession(user: String, session: String)
    /// Forgets what a person allowed a client, and takes back what came of it.
    case withdrawAccess(user: String, client: String)
    /// Grants that stand, of a person, of a client or of all, the newest first.
    case listGrants(user: String? = nil, client: String? = nil, offset: Int = 0, limit: Int = 50)
    /// What a policy that names these clients would change; the digests of its secrets are in base64url.
    case comparePolicy(clients: [String], digests: [String: String])
    case listKeys
    /// The next keys sign, with more or less haste.
    case rotateKeys(haste: RotationHaste = .none)
    /// A whole access token; nothing is changed.
    case inspectToken(String)
    /// A whole access token.
    case revokeToken(String)
    /// The `jti` of an access token.
    case revokeTokenID(String)
    /// The part of a `jti` before the dot.
    case revokeGrant(String)
    /// All tokens issued to a client until now; it may ask for new ones.
    case revokeClient(String)
    /// All tokens about a subject issued until now.
    case revokeSubject(String)
}
