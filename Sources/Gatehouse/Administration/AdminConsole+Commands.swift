import GatehouseOAuth

/// Describes a client that is to be made, in the words of the command line.
package struct ClientWish: Sendable {
    /// The wished id; nil lets chance choose.
    package var id: String?
    /// The short key of its application.
    package var application: String
    /// What people read.
    package var name: String
    /// The grants by their registered names.
    package var grants: [String]
    /// The scopes that it may ask for.
    package var scopes: [String]
    /// Whether it runs where a secret cannot be kept.
    package var isPublic = false
    /// The exact redirect URIs.
    package var redirectURIs: [String] = []
    /// Where its privacy policy is read.
    package var policyURI: String?
    /// Where its terms of service are read.
    package var termsOfServiceURI: String?

    /// Creates a wish from what every client has.
    package init(id: String? = nil, application: String, name: String, grants: [String], scopes: [String]) {
        self.id = id
        self.application = application
        self.name = name
        self.grants = grants
        self.scopes = scopes
    }
}

/// Names what tokens are taken back by.
package enum RevocationTarget: Sendable {
    /// A whole access token.
    case token(String)
    /// The `jti` of one.
    case tokenID(String)
    /// The part of a `jti` before the dot.
    case grant(String)
    case client(String)
    case subject(String)
}

extension AdminConsole {
    /// Makes a client.
    package func createClient(_ wish: ClientWish) async throws(ExitFailure) -> AdminReport {
        let new = NewClient(
            clientID: wish.id,
            application: wish.application,
            name: wish.name,
            grants: wish.grants,
            scopes: wish.scopes,
            isPublic: wish.isPublic,
            redirectURIs: wish.redirectURIs,
            policyURI: wish.policyURI,
            termsOfServiceURI: wish.termsOfServiceURI
        )
        return AdminReport(try await answer(.createClient(new)))
    }

    /// Lists all clients, or those of one application.
    package func listClients(of application: String?) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.listClients(application: application)))
    }

    /// Shows one client.
    package func showClient(_ id: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.showClient(id)))
    }

    /// Gives a client a new secret.
    package func rotateSecret(
        of id: String,
        label: String?,
        isOldRevoked: Bool
    ) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.rotateSecret(client: id, label: label, isOldRevoked: isOldRevoked)))
    }

    /// Stops a client, with every token it holds.
    package func disableClient(_ id: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.disableClient(id)))
    }

    /// Lets a stopped client ask for tokens again.
    package func enableClient(_ id: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.enableClient(id)))
    }

    /// Removes a client, with every token it holds.
    package func deleteClient(_ id: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.deleteClient(id)))
    }

    /// Lists the signing keys.
    package func listKeys() async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.listKeys))
    }

    /// Lets the next key sign and announces a new one; one that verifiers may not have yet only if it is urgent.
    package func rotateKeys(isUrgent: Bool = false) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.rotateKeys(isUrgent: isUrgent)))
    }

    /// Says what a token claims and whether that holds.
    package func inspectToken(_ token: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.inspectToken(token)))
    }

    /// Takes tokens back.
    package func revoke(_ target: RevocationTarget) async throws(ExitFailure) -> AdminReport {
        let command: AdminCommand =
            switch target {
            case .token(let token): .revokeToken(token)
            case .tokenID(let id): .revokeTokenID(id)
            case .grant(let grant): .revokeGrant(grant)
            case .client(let id): .revokeClient(id)
            case .subject(let subject): .revokeSubject(subject)
            }
        return AdminReport(try await answer(command))
    }
}
