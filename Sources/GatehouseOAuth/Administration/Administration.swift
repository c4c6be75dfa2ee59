import GatehouseJOSE

/// Carries out what administrators ask for: one code path for the command line, the dashboard and the admin API.
package struct Administration: Sendable {
    let configuration: AuthorizationServerConfiguration
    let clients: any ClientStore
    let people: PeoplePorts
    let revocations: any RevocationStore
    let lifecycle: SigningKeyLifecycle
    /// Nil as long as there are no keys: no server has started on the database yet.
    let keys: KeyRing?
    let catalog: any CatalogSource
    let publishing: any RevocationPublishing
    let keyPublishing: any KeyPublishing
    let entropy: any EntropySource
    /// What lists are read from.
    let directory: any DirectoryReading

    package init(
        configuration: AuthorizationServerConfiguration,
        clients: any ClientStore,
        people: PeoplePorts,
        revocations: any RevocationStore,
        lifecycle: SigningKeyLifecycle,
        keys: KeyRing?,
        catalog: any CatalogSource,
        publishing: any RevocationPublishing,
        keyPublishing: any KeyPublishing,
        directory: any DirectoryReading,
        entropy: any EntropySource = SystemEntropy()
    ) {
        self.configuration = configuration
        self.clients = clients
        self.people = people
        self.revocations = revocations
        self.lifecycle = lifecycle
        self.keys = keys
        self.catalog = catalog
        self.publishing = publishing
        self.keyPublishing = keyPublishing
        self.directory = directory
        self.entropy = entropy
    }

    /// Carries out one command; every change is in the audit log under `actor`.
    ///
    /// Only the operator of the machine may leave nobody who can change this server.
    package func perform(
        _ command: AdminCommand,
        actor: String,
        now: Int64,
        isOperator: Bool = false
    ) async throws(StorageError) -> AdminAnswer {
        do {
            return try await answer(command, by: AdminContext(actor: actor, now: now, isOperator: isOperator))
        } catch {
            switch error {
            case .refused(let refusal): return .refused(refusal)
            case .storage(let error): throw error
            }
        }
    }

    private func answer(_ command: AdminCommand, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        switch command {
        case .createClient(let new): try await createClient(new, by: context)
        case .listClients(let application): try await listClients(of: application)
        case .showClient(let id): .client(ClientSummary(try await existingClient(id)))
        case .rotateSecret(let id, let label, let isOldRevoked):
            try await rotateSecret(of: id, label: label, isOldRevoked: isOldRevoked, by: context)
        case .disableClient(let id): try await disableClient(id, by: context)
        case .enableClient(let id): try await enableClient(id, by: context)
        case .deleteClient(let id): try await deleteClient(id, by: context)
        case .updateClient(let id, let wish, let version):
            try await updateClient(id, to: wish, version: version, by: context)
        case .addSecret(let id, let label): try await addSecret(to: id, label: label, by: context)
        case .removeSecret(let id, let secret): try await removeSecret(secret, of: id, by: context)
        case .setLogo(let id, let bytes): try await setLogo(bytes, of: id, by: context)
        case .makeRegistrationToken(let application, let seconds):
            .registrationToken(
                try await makeRegistrationToken(application: application, seconds: seconds, by: context)
            )
        case .createUser(let new): try await createUser(new, by: context)
        case .listUsers: .users(try await allUsers().map { UserSummary($0) })
        case .showUser(let name): .user(UserSummary(try await existingUser(name)))
        case .setPassword(let name, let password): try await setPassword(password, of: name, by: context)
        case .assignScopes(let name, let given, let taken):
            try await assignScopes(given: given, taken: taken, to: name, by: context)
        case .updateUser(let name, let changes, let version):
            try await updateUser(name, to: changes, version: version, by: context)
        case .disableUser(let name): try await disableUser(name, by: context)
        case .enableUser(let name): try await enableUser(name, by: context)
        case .resetSecondFactor(let name): try await resetSecondFactor(of: name, by: context)
        case .signOutUser(let name): try await signOutUser(name, by: context)
        case .comparePolicy(let clients, let digests): try await standingPolicy(naming: clients, digests: digests)
        case .endSession(let name, let session): try await endSession(session, of: name, by: context)
        case .withdrawAccess(let name, let client): try await withdraw(client, from: name, by: context)
        case .listGrants(let user, let client, let offset, let limit):
            try await listGrants(of: user, to: client, offset: offset, limit: limit, now: context.now)
        case .listKeys: .keys(try await keySummaries(now: context.now))
        case .rotateKeys(let haste): try await rotateKeys(haste: haste, by: context)
        case .inspectToken(let token): .inspection(try await inspect(token, now: context.now))
        case .revokeToken(let token): try await revokeToken(token, by: context)
        case .revokeTokenID(let tokenID): try await revokeTokenID(tokenID, by: context)
        case .revokeGrant(let grantID): try await revokeGrant(grantID, by: context)
        case .revokeClient(let id): try await revokeClient(id, by: context)
        case .revokeSubject(let subject): try await revokeSubject(subject, by: context)
        }
    }
}

/// Who asks, and when.
struct AdminContext: Sendable {
    let actor: String
    let now: Int64
    /// Whether it is whoever runs the machine.
    let isOperator: Bool

    func event(_ kind: AuditKind) -> AuditEvent {
        AuditEvent(at: now, actor: actor, kind: kind)
    }
}

/// Why a command was not carried out.
enum AdminFailure: Error {
    case refused(AdminRefusal)
    case storage(StorageError)

    static func refused(
        _ code: AdminRefusal.Code,
        _ message: String,
        suggestion: String? = nil
    ) -> AdminFailure {
        .refused(AdminRefusal(code, message, suggestion: suggestion))
    }
}

extension Administration {
    /// Lets a failure of the store pass through a step.
    func stored<Answer>(
        _ body: () async throws(StorageError) -> Answer
    ) async throws(AdminFailure) -> Answer {
        do {
            return try await body()
        } catch {
            throw .storage(error)
        }
    }

    /// Lets a refusal pass through a step.
    func checked<Answer>(_ body: () throws(AdminRefusal) -> Answer) throws(AdminFailure) -> Answer {
        do {
            return try body()
        } catch {
            throw .refused(error)
        }
    }
}
