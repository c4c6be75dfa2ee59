package import GatehouseOAuth

extension MemoryStore: ClientStore {
    package func client(_ id: ClientID) async throws(StorageError) -> Client? {
        try transaction { state throws(StorageError) in state.clients[id] }
    }

    package func clients(
        application: String?,
        after: ClientID?,
        limit: Int
    ) async throws(StorageError) -> [Client] {
        try transaction { state throws(StorageError) in
            let found = state.clients.values.filter { client in
                (application == nil || client.application == application)
                    && (after.map { $0.value < client.id.value } ?? true)
            }
            return Array(found.sorted { $0.id.value < $1.id.value }.prefix(max(limit, 0)))
        }
    }

    package func create(_ client: Client, audit: AuditEvent) async throws(StorageError) -> ClientCreation {
        try transaction { state throws(StorageError) in
            guard state.clients[client.id] == nil else { return .exists }
            try MemoryStore.check(client.secrets)
            state.clients[client.id] = client
            state.record(audit)
            return .created
        }
    }

    package func addSecret(
        _ secret: ClientSecret,
        to id: ClientID,
        keeping: Int,
        audit: AuditEvent
    ) async throws(StorageError) -> SecretAddition {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            let kept = client.secrets.suffix(max(keeping - 1, 0))
            let dropped = client.secrets.dropLast(kept.count).map(\.id)
            try MemoryStore.check(kept + [secret])
            state.clients[id] = client.changed(secrets: kept + [secret])
            state.record(audit)
            return .added(dropped: dropped)
        }
    }

    package func disable(
        _ id: ClientID,
        at: Int64,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            guard client.disabledAt == nil else { return .unchanged }
            state.clients[id] = client.changed(disabledAt: .some(at))
            try state.replace(revocation)
            state.record(audit)
            return .changed
        }
    }

    package func enable(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            guard client.disabledAt != nil else { return .unchanged }
            state.clients[id] = client.changed(disabledAt: .some(nil), revokedBefore: .some(revocation.revokedBefore))
            try state.replace(revocation)
            state.record(audit)
            return .changed
        }
    }

    package func delete(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard state.clients.removeValue(forKey: id) != nil else { return .unknown }
            state.forgetAll(of: id)
            try state.replace(revocation)
            state.record(audit)
            return .changed
        }
    }

    package func noteSecretUse(_ secret: String, of client: ClientID, at: Int64) async {
        change { state in
            guard let known = state.clients[client] else { return }
            let secrets = known.secrets.map { $0.id == secret ? $0.used(at: at) : $0 }
            state.clients[client] = known.changed(secrets: secrets)
        }
    }

    package func removeSecret(
        _ secret: String,
        of id: ClientID,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            let left = client.secrets.filter { $0.id != secret }
            guard left.count < client.secrets.count else { return .unchanged }
            state.clients[id] = client.changed(secrets: left)
            state.record(audit)
            return .changed
        }
    }

    package func update(
        _ client: Client,
        expecting version: String?,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let stored = state.clients[client.id] else { return .unknown }
            guard version == nil || version == stored.version else { return .outdated }
            let changed = stored.described(as: client)
            guard changed != stored || !changed.name.utf8.elementsEqual(stored.name.utf8) else { return .unchanged }
            state.clients[client.id] = changed
            state.record(audit)
            return .changed
        }
    }

    package func noteFirstIssuance(
        to id: ClientID,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            guard client.firstIssuedAt == nil else { return .unchanged }
            state.clients[id] = client.changed(firstIssuedAt: at)
            state.record(audit)
            return .changed
        }
    }

    package func purgeUnusedRegistrations(before instant: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            let granted = Set(state.families.grants.values.map(\.grant.clientID))
            for client in state.clients.values where client.isUnusedRegistration && client.createdAt < instant {
                guard !granted.contains(client.id) else { continue }
                state.clients[client.id] = nil
                state.forgetAll(of: client.id)
            }
        }
    }

    package func logo(of id: ClientID) async throws(StorageError) -> ClientLogo? {
        try transaction { state throws(StorageError) in state.logos[id] }
    }

    package func setLogo(
        _ logo: ClientLogo?,
        of id: ClientID,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try transaction { state throws(StorageError) in
            guard let client = state.clients[id] else { return .unknown }
            guard state.logos[id] != logo else { return .unchanged }
            state.logos[id] = logo
            var profile = client.profile
            profile.hasLogo = logo == nil ? nil : true
            state.clients[id] = client.changed(profile: profile)
            state.record(audit)
            return .changed
        }
    }

    /// The rules that the schema keeps for a client's secrets.
    private static func check(_ secrets: [ClientSecret]) throws(StorageError) {
        let ids = Set(secrets.map(\.id))
        guard secrets.count <= 2, ids.count == secrets.count else { throw .conflict }
        guard secrets.allSatisfy({ $0.digest.count == 32 }) else { throw .conflict }
    }
}

extension MemoryStore.State {
    /// Removes what belongs to a client that is gone.
    mutating func forgetAll(of client: ClientID) {
        logos[client] = nil
        families.remove { $0.grant.clientID == client }
        families.consents = families.consents.filter { $0.key.client != client }
        devices = devices.filter { $0.value.device.clientID != client }
        requests.pushed = requests.pushed.filter { $0.value.clientID != client }
        deliveries.removeAll { $0.clientID == client }
    }
}

extension Client {
    /// Whether it registered itself and never got a token; one that an administrator disabled stays as it is.
    fileprivate var isUnusedRegistration: Bool {
        profile.source == .dynamic && firstIssuedAt == nil && disabledAt == nil
    }

    /// This client with other secrets.
    fileprivate func changed(
        secrets: [ClientSecret]? = nil,
        disabledAt: Int64?? = nil,
        revokedBefore: Int64?? = nil,
        firstIssuedAt: Int64? = nil,
        profile: ClientProfile? = nil
    ) -> Client {
        Client(
            id: id,
            application: application,
            name: name,
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            redirectURIs: redirectURIs,
            policyURI: policyURI,
            termsOfServiceURI: termsOfServiceURI,
            secrets: secrets ?? self.secrets,
            createdAt: createdAt,
            disabledAt: disabledAt ?? self.disabledAt,
            revokedBefore: revokedBefore ?? self.revokedBefore,
            firstIssuedAt: firstIssuedAt ?? self.firstIssuedAt,
            profile: profile ?? self.profile
        )
    }

    /// This client as `other` describes it; whether it has a logo is for the store to know.
    fileprivate func described(as other: Client) -> Client {
        var profile = other.profile
        profile.hasLogo = self.profile.hasLogo
        return Client(
            id: id,
            application: application,
            name: other.name,
            grants: other.grants,
            scopes: other.scopes,
            isPublic: isPublic,
            redirectURIs: other.redirectURIs,
            policyURI: other.policyURI,
            termsOfServiceURI: other.termsOfServiceURI,
            secrets: secrets,
            createdAt: createdAt,
            disabledAt: disabledAt,
            revokedBefore: revokedBefore,
            firstIssuedAt: firstIssuedAt,
            profile: profile
        )
    }
}

extension ClientSecret {
    fileprivate func used(at: Int64) -> ClientSecret {
        ClientSecret(
            id: id,
            label: label,
            digest: digest,
            createdAt: createdAt,
            lastUsedAt: max(lastUsedAt ?? at, at)
        )
    }
}

extension Client {
    /// This client, not accepting tokens issued at or before `instant`.
    func revoked(before instant: Int64?) -> Client {
        guard let instant else { return self }
        return changed(revokedBefore: .some(max(revokedBefore ?? instant, instant)))
    }
}
