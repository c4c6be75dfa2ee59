import GatehouseJOSE

extension AuthorizationServer {
    /// Who is named in the audit log for what clients do to themselves.
    private static let actor = "registration"
    private static let tokenRefusal = OAuthError(
        .invalidToken,
        "The token is not valid here, was used, or has expired."
    )

    /// RFC 7591 §3: registers a client.
    package func register(_ request: RegistrationRequest) async throws(OAuthError) -> RegistrationAnswer {
        let token = try initialToken(request)
        if token == nil {
            try StrangerLimits.admit(request.address, to: recognition.limits.registrations, now: request.now)
        }
        let rules = RegistrationRules(
            application: token?.application,
            mayActAlone: token != nil,
            catalog: catalog.catalog()
        )
        let registration = try rules.client(try ClientMetadata(try request.document))
        // After the checks, so that a slip in the metadata does not cost the token.
        try await useUp(token, now: request.now)
        return try await create(registration, now: request.now)
    }

    /// RFC 7592 §2.1: what is registered.
    package func registration(
        of id: String,
        _ request: RegistrationRequest
    ) async throws(OAuthError) -> RegistrationAnswer {
        let (client, token) = try await registeredItself(id, request)
        return answer(client, secret: nil, token: token)
    }

    /// RFC 7592 §2.2: replaces what is registered.
    package func updateRegistration(
        of id: String,
        _ request: RegistrationRequest
    ) async throws(OAuthError) -> RegistrationAnswer {
        let (client, token) = try await registeredItself(id, request)
        let document = try request.document
        try RegistrationUpdate.check(document, for: client)
        let rules = RegistrationRules(
            application: client.application,
            mayActAlone: client.grants.contains { $0 == .clientCredentials || $0 == .tokenExchange },
            catalog: catalog.catalog()
        )
        let registration = try rules.client(try ClientMetadata(document))
        let changed = try RegistrationUpdate.client(client, changedTo: registration, now: request.now)
        let event = AuditEvent(at: request.now, actor: Self.actor, kind: .updated(client, to: changed))
        let change = try await answering { () async throws(StorageError) in
            try await clients.update(changed, audit: event)
        }
        guard change != .unknown else { throw Self.tokenRefusal }
        return answer(changed, secret: nil, token: token)
    }

    /// RFC 7592 §2.3: removes the client with all its tokens.
    package func deleteRegistration(of id: String, _ request: RegistrationRequest) async throws(OAuthError) {
        let (client, _) = try await registeredItself(id, request)
        let lifetime = configuration.longestTokenSeconds
        let record = RevocationRecord.deletedClient(client, now: request.now, lifetime: lifetime)
        let event = AuditEvent(at: request.now, actor: Self.actor, kind: .clientDeleted(client: client.id))
        let change = try await answering { () async throws(StorageError) in
            try await clients.delete(client.id, revocation: record, audit: event)
        }
        guard change == .changed else { throw Self.tokenRefusal }
        publishing.lift([record.key], leaving: [record])
    }

    /// RFC 7591 §3: the initial access token, which `open` does not need.
    private func initialToken(_ request: RegistrationRequest) throws(OAuthError) -> InitialAccessToken? {
        guard request.authorization != nil else {
            switch configuration.people.registration {
            case .open: return nil
            case .token, .off: throw OAuthError(.invalidToken, "Registration needs an initial access token.")
            }
        }
        guard
            configuration.people.registration != .off,
            let presented = request.token,
            let token = InitialAccessToken(opening: presented, with: people.root, now: request.now)
        else { throw Self.tokenRefusal }
        return token
    }

    private func useUp(_ token: InitialAccessToken?, now: Int64) async throws(OAuthError) {
        guard let use = token?.use else { return }
        let isFirst = try await answering { () async throws(StorageError) in
            try await people.requests.useOnce(use.kind, use.digest, until: use.expiresAt, at: now)
        }
        guard isFirst else { throw Self.tokenRefusal }
    }

    private func create(
        _ registration: ClientRegistration,
        now: Int64
    ) async throws(OAuthError) -> RegistrationAnswer {
        let secret = registration.hasSecret ? CredentialMaker.secret(entropy) : nil
        let token = Base64URL.encode(entropy.bytes(32))
        let client =
            registration.client(
                id: CredentialMaker.clientID(entropy),
                secrets: secret.map { [$0.stored(label: "registration", now: now)] } ?? [],
                now: now,
                revokedBefore: nil
            )
            .managed(byTokenOf: SecretDigest.of(token))
        let kind = AuditKind.clientCreated(client: client.id, application: client.application)
        let creation = try await answering { () async throws(StorageError) in
            try await clients.create(client, audit: AuditEvent(at: now, actor: Self.actor, kind: kind))
        }
        guard creation == .created else { throw OAuthError(.serverError, "The client could not be registered.") }
        return answer(client, secret: secret.map { Secret($0.text) }, token: Secret(token))
    }

    /// RFC 7592 §2: the client whose registration access token this is; all else is refused alike.
    private func registeredItself(
        _ id: String,
        _ request: RegistrationRequest
    ) async throws(OAuthError) -> (client: Client, token: Secret<String>) {
        guard configuration.people.registration != .off, let token = request.token else { throw Self.tokenRefusal }
        let digest = token.withExposedValue { SecretDigest.of($0) }
        guard let clientID = ClientID(id) else { throw Self.tokenRefusal }
        let found = try await answering { () async throws(StorageError) in try await clients.client(clientID) }
        guard
            let client = found, client.disabledAt == nil, client.profile.source == .dynamic,
            let stored = client.profile.registrationTokenDigest.flatMap({ Base64URL.decode($0) }),
            SecretDigest.isEqual(digest, stored)
        else { throw Self.tokenRefusal }
        return (client, token)
    }

    private func answer(_ client: Client, secret: Secret<String>?, token: Secret<String>) -> RegistrationAnswer {
        RegistrationAnswer(
            client: client,
            secret: secret,
            registrationToken: token,
            issuer: configuration.issuer
        )
    }
}
