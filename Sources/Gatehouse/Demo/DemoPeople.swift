import GatehouseOAuth

/// Names the person of the demo.
struct DemoPerson: Sendable, Equatable {
    let username: String
    /// Nil where the person chose another one on the account page.
    let password: String?
}

/// Sees to it that the demo's person is there, and the client that they sign in to.
struct DemoPeople {
    private static let username = "alice"

    let clients: any ClientStore
    let people: PeoplePorts
    let administration: Administration
    let directory: DataDirectory
    let signIn: DemoSignIn
    let now: Int64

    /// The person, with the password that was chosen by chance when they were made.
    func prepare() async throws(ExitFailure) -> DemoPerson {
        try await prepareClient()
        guard
            let user = try await stored({ () async throws(StorageError) in
                try await people.users.user(named: Self.username)
            })
        else { return try await make() }
        try await admit(user)
        guard let known = DemoSecrets(in: directory).secrets[Self.username] else {
            return try await keep(by: .setPassword(user: Self.username, password: nil))
        }
        let isKnown = (try? await people.passwords.isCorrect(Secret(known), for: user.passwordHash)) ?? false
        return DemoPerson(username: Self.username, password: isKnown ? known : nil)
    }

    /// A demo of an earlier version made the person without the dashboard.
    private func admit(_ user: User) async throws(ExitFailure) {
        let scope = BuiltInScope.administrate.rawValue
        guard !user.assignedScopes.contains(scope) else { return }
        _ = try await answer(.assignScopes(user: Self.username, given: [scope], taken: []))
    }

    private func make() async throws(ExitFailure) -> DemoPerson {
        try await keep(
            by: .createUser(
                NewUser(
                    username: Self.username,
                    email: "alice@example.test",
                    name: "Alice Example",
                    isAdministrator: true
                )
            )
        )
    }

    private func keep(by command: AdminCommand) async throws(ExitFailure) -> DemoPerson {
        guard case .createdUser(let created) = try await answer(command), let password = created.password else {
            throw ExitFailure(.environment, "The demo's person could not be made.")
        }
        var secrets = DemoSecrets(in: directory)
        secrets.secrets[Self.username] = password
        try secrets.save()
        return DemoPerson(username: Self.username, password: password)
    }

    /// A start on another port has another address to come back to.
    private func prepareClient() async throws(ExitFailure) {
        guard let id = ClientID(DemoSignIn.clientID) else { return }
        guard let client = try await stored({ () async throws(StorageError) in try await clients.client(id) }) else {
            _ = try await answer(
                .createClient(
                    NewClient(
                        clientID: id.value,
                        application: "tstapp",
                        name: "Demo web app",
                        grants: [GrantType.authorizationCode.rawValue, GrantType.refreshToken.rawValue],
                        scopes: DemoSignIn.scopes,
                        isPublic: true,
                        redirectURIs: [signIn.redirectURI]
                    )
                )
            )
            return
        }
        guard !client.redirectURIs.contains(signIn.redirectURI) else { return }
        let moved = client.comingBack(to: signIn.redirectURI)
        let audit = AuditEvent(at: now, actor: "demo", kind: .clientUpdated(client: id))
        _ = try await stored { () async throws(StorageError) in try await clients.update(moved, audit: audit) }
    }

    private func answer(_ command: AdminCommand) async throws(ExitFailure) -> AdminAnswer {
        let answer = try await stored { () async throws(StorageError) in
            try await administration.perform(command, actor: "demo", now: now)
        }
        guard case .refused(let refusal) = answer else { return answer }
        throw ExitFailure(.refused, refusal.message, hint: refusal.suggestion)
    }

    private func stored<Answer>(
        _ body: () async throws(StorageError) -> Answer
    ) async throws(ExitFailure) -> Answer {
        do throws(StorageError) {
            return try await body()
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }
}

extension Client {
    /// The same client with another redirect URI.
    fileprivate func comingBack(to redirectURI: String) -> Client {
        var client = self
        client.redirectURIs = [redirectURI]
        return client
    }
}
