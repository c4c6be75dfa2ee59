import GatehouseOAuth

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
        AdminReport(try await answer(wish.command()))
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

    /// Makes an initial access token, which registers one client of the application.
    package func makeRegistrationToken(
        for application: String,
        seconds: Int64
    ) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.makeRegistrationToken(application: application, seconds: seconds)))
    }

    /// Makes a person.
    package func createUser(_ wish: UserWish) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(try wish.command()))
    }

    /// Lists all people.
    package func listUsers() async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.listUsers))
    }

    /// Shows one person, by user name, email address or id.
    package func showUser(_ name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.showUser(name)))
    }

    /// Gives a person another password; nil lets chance choose.
    package func setPassword(_ password: String?, of name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.setPassword(user: name, password: password)))
    }

    /// Gives assigned scopes to a person, and takes others from them.
    package func assignScopes(
        given: [String],
        taken: [String],
        to name: String
    ) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.assignScopes(user: name, given: given, taken: taken)))
    }

    /// Stops a person, with every token about them.
    package func disableUser(_ name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.disableUser(name)))
    }

    /// Lets a stopped person sign in again.
    package func enableUser(_ name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.enableUser(name)))
    }

    /// Takes a lost second factor away.
    package func resetSecondFactor(of name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.resetSecondFactor(name)))
    }

    /// Ends the sessions of a person and takes back every token about them.
    package func signOutUser(_ name: String) async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.signOutUser(name)))
    }

    /// Lists the signing keys.
    package func listKeys() async throws(ExitFailure) -> AdminReport {
        AdminReport(try await answer(.listKeys))
    }

    /// Lets the next key sign and announces a new one; one that verifiers may not have yet only if it is urgent.
    package func rotateKeys(
        isUrgent: Bool = false,
        isCompromised: Bool = false
    ) async throws(ExitFailure) -> AdminReport {
        let haste: RotationHaste = isCompromised ? .compromised : isUrgent ? .urgent : .none
        return AdminReport(try await answer(.rotateKeys(haste: haste)))
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
