package import GatehouseJOSE

/// What an audit event tells; it is stored as `name` and `details`.
package enum AuditKind: Sendable, Equatable {
    case clientCreated(client: ClientID, application: String)
    case clientDisabled(client: ClientID)
    case clientEnabled(client: ClientID)
    case clientDeleted(client: ClientID)
    case secretAdded(client: ClientID, secret: String, kept: Int)
    case secretRemoved(client: ClientID, secret: String)
    /// An administrator got a short-lived token of the client, perhaps for a person.
    case clientTried(client: ClientID, user: String?, token: String)
    case keyGenerated(key: String, algorithm: SigningAlgorithm)
    case keyActivated(key: String)
    case keyRetired(key: String)
    case keyRemoved(key: String)
    case tokenRevoked(token: String, client: String?)
    case grantRevoked(grant: String)
    case clientTokensRevoked(client: String)
    /// The client revoked one token more than are kept one by one, and with it all it had.
    case clientRevocationsFolded(token: String, client: String)
    case subjectTokensRevoked(subject: String)
    /// With what became different, in a few words.
    case clientUpdated(client: ClientID, changes: String = "")
    /// The client got the first token of its life.
    case clientFirstIssued(client: ClientID)
    /// Somebody may register one client of the application until then, in Unix seconds.
    case registrationTokenMade(application: String, expiresAt: Int64)
    /// An application of the store, by its short key.
    case applicationCreated(application: String)
    /// With the lines of its document that became others.
    case applicationUpdated(application: String, changes: String = "")
    case applicationDeleted(application: String)
    /// Something that a person did, or that was done to their account.
    case account(AccountEvent, AccountFacts)
    /// An event of another version of the program; kept as it is.
    case unrecognized(name: String, details: [String: String])
}

extension AuditKind {
    /// A stable dotted name.
    package var name: String {
        switch self {
        case .clientCreated: "client.created"
        case .clientDisabled: "client.disabled"
        case .clientEnabled: "client.enabled"
        case .clientDeleted: "client.deleted"
        case .secretAdded: "client.secret_added"
        case .secretRemoved: "client.secret_removed"
        case .clientTried: "client.tried"
        case .keyGenerated: "key.generated"
        case .keyActivated: "key.activated"
        case .keyRetired: "key.retired"
        case .keyRemoved: "key.removed"
        case .tokenRevoked: "token.revoked"
        case .grantRevoked: "grant.revoked"
        case .clientTokensRevoked: "client.tokens_revoked"
        case .clientRevocationsFolded: "client.revocations_folded"
        case .subjectTokensRevoked: "subject.tokens_revoked"
        case .clientUpdated: "client.updated"
        case .clientFirstIssued: "client.first_issued"
        case .registrationTokenMade: "client.registration_token_made"
        case .applicationCreated: "application.created"
        case .applicationUpdated: "application.updated"
        case .applicationDeleted: "application.deleted"
        case .account(let event, _): event.rawValue
        case .unrecognized(let name, _): name
        }
    }

    /// What belongs to the name.
    package var details: [String: String] {
        switch self {
        case .clientCreated(let client, let application): ["client": client.value, "application": application]
        case .clientDisabled(let client), .clientEnabled(let client), .clientDeleted(let client),
            .clientUpdated(let client, ""), .clientFirstIssued(let client):
            ["client": client.value]
        case .clientUpdated(let client, let changes): ["client": client.value, "changes": changes]
        case .secretAdded(let client, let secret, let kept):
            ["client": client.value, "secret": secret, "kept": String(kept)]
        case .secretRemoved(let client, let secret): ["client": client.value, "secret": secret]
        case .registrationTokenMade(let application, let expiresAt):
            ["application": application, "expires_at": String(expiresAt)]
        case .clientTried(let client, let user?, let token):
            ["client": client.value, "user": user, "token": token]
        case .clientTried(let client, nil, let token): ["client": client.value, "token": token]
        case .keyGenerated(let key, let algorithm): ["key": key, "algorithm": algorithm.rawValue]
        case .keyActivated(let key), .keyRetired(let key), .keyRemoved(let key): ["key": key]
        case .tokenRevoked(let token, let client?), .clientRevocationsFolded(let token, let client):
            ["token": token, "client": client]
        case .tokenRevoked(let token, nil): ["token": token]
        case .grantRevoked(let grant): ["grant": grant]
        case .clientTokensRevoked(let client): ["client": client]
        case .subjectTokensRevoked(let subject): ["subject": subject]
        case .applicationCreated(let application), .applicationUpdated(let application, ""),
            .applicationDeleted(let application):
            ["application": application]
        case .applicationUpdated(let application, let changes): ["application": application, "changes": changes]
        case .account(_, let facts): facts.details
        case .unrecognized(_, let details): details
        }
    }
}
