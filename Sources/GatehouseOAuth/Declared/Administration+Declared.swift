import GatehouseJOSE

extension Administration {
    /// Who is named in the audit log for what the policy files ask for.
    package static let policyActor = "policy"
    private static let pageSize = 500

    /// The clients that a policy is about: those of these ids, those that a file declared, and those that were given
    /// scopes.
    package func clients(underPolicyOr ids: Set<String>) async throws(StorageError) -> [Client] {
        var found: [Client] = []
        var last: ClientID?
        while true {
            let page = try await clients.clients(application: nil, after: last, limit: Self.pageSize)
            found += page.filter { client in
                client.profile.source == .policy || client.profile.grantedScopes != nil || ids.contains(client.id.value)
            }
            last = page.last?.id
            if page.count < Self.pageSize { return found }
        }
    }

    /// Makes a client that a file declares.
    package func createDeclared(
        _ client: Client,
        secretDigest: [UInt8]?,
        now: Int64
    ) async throws(StorageError) -> ClientCreation {
        // An id that was in use before: what was taken back then stays so.
        let standing = try await revocations.revocation(of: .client(client.id.value))
        let new = Client(
            id: client.id,
            application: client.application,
            name: client.name,
            grants: client.grants,
            scopes: client.scopes,
            isPublic: client.isPublic,
            redirectURIs: client.redirectURIs,
            policyURI: client.policyURI,
            termsOfServiceURI: client.termsOfServiceURI,
            secrets: secretDigest.map { [CredentialMaker.declaredSecret($0, entropy, now: now)] } ?? [],
            createdAt: now,
            revokedBefore: standing?.revokedBefore,
            profile: client.profile
        )
        let kind = AuditKind.clientCreated(client: client.id, application: client.application)
        return try await clients.create(new, audit: policyEvent(kind, now: now))
    }

    /// Changes what describes a client, if it is still in that version, then adds a secret, if one is given, and takes
    /// back what was issued until now, if it is narrowed.
    package func changeDeclared(
        _ client: Client,
        expecting version: String? = nil,
        secretDigest: [UInt8]? = nil,
        isNarrowed: Bool = false,
        now: Int64
    ) async throws(StorageError) {
        let former = try await clients.client(client.id)
        let event = policyEvent(former.map { .updated($0, to: client) } ?? .clientUpdated(client: client.id), now: now)
        switch try await clients.update(client, expecting: version, audit: event) {
        case .changed, .unchanged: break
        // Somebody else was faster; the next look finds the client as it is then.
        case .outdated, .unknown: throw .conflict
        }
        if let secretDigest {
            let secret = CredentialMaker.declaredSecret(secretDigest, entropy, now: now)
            let added = AuditKind.secretAdded(client: client.id, secret: secret.id, kept: 2)
            // The secret before stays until the next one comes, so that nothing stops while the new one spreads.
            _ = try await clients.addSecret(secret, to: client.id, keeping: 2, audit: policyEvent(added, now: now))
        }
        guard isNarrowed else { return }
        // Refresh tokens stay: what comes of them has only the scopes that the client may ask for then.
        let standing = try await revocations.record(
            .client(client.id.value, now: now, lifetime: configuration.longestTokenSeconds),
            client: client.id,
            audit: policyEvent(.clientTokensRevoked(client: client.id.value), now: now)
        )
        publishing.publish([standing])
    }

    /// Disables a client whose declaration disappeared, with every token it holds.
    ///
    /// The client says already that it is withdrawn: were it disabled first, a crash would look like somebody's will.
    package func disableDeclared(_ id: ClientID, now: Int64) async throws(StorageError) {
        let record = RevocationRecord.disabledClient(id, now: now)
        let event = policyEvent(.clientDisabled(client: id), now: now)
        let change = try await clients.disable(id, at: now, revocation: record, audit: event)
        guard change == .changed else { return }
        publishing.publish([record])
        try await people.grants.revokeGrants(to: id, at: now)
    }

    /// Enables a client whose declaration came back; what was issued before stays refused.
    package func enableDeclared(_ id: ClientID, now: Int64) async throws(StorageError) {
        guard let client = try await clients.client(id) else { throw .conflict }
        let lifetime = configuration.longestTokenSeconds
        let record = RevocationRecord.enabledClient(client, now: now, lifetime: lifetime)
        let event = policyEvent(.clientEnabled(client: id), now: now)
        let change = try await clients.enable(id, revocation: record, audit: event)
        if change == .changed { publishing.lift([record.key], leaving: [record]) }
    }

    /// The client of that id.
    package func client(_ id: String) async throws(StorageError) -> Client? {
        guard let id = ClientID(id) else { return nil }
        return try await clients.client(id)
    }

    private func policyEvent(_ kind: AuditKind, now: Int64) -> AuditEvent {
        AuditEvent(at: now, actor: Self.policyActor, kind: kind)
    }
}
