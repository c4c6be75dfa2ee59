import GatehouseJOSE

extension Administration {
    /// The most secrets that live at once: one in use, and the one that is to follow it.
    static let maximumSecrets = 2

    func addSecret(
        to id: String,
        label: String?,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        let label = label ?? (client.secrets.isEmpty ? "initial" : "rotated")
        try checked { () throws(AdminRefusal) in
            try client.checkSecretsChangeable()
            try ClientRegistration.checkLabel(label)
        }
        guard client.secrets.count < Self.maximumSecrets else { throw .refused(.tooManySecrets) }
        let secret = CredentialMaker.secret(entropy)
        let kind = AuditKind.secretAdded(client: client.id, secret: secret.id, kept: Self.maximumSecrets)
        let addition: SecretAddition
        do throws(StorageError) {
            // Keeps all that are there: a third one that came meanwhile is a conflict, and drops none.
            addition = try await clients.addSecret(
                secret.stored(label: label, now: context.now),
                to: client.id,
                keeping: Self.maximumSecrets + 1,
                audit: context.event(kind)
            )
        } catch {
            throw error == .conflict ? .refused(.tooManySecrets) : .storage(error)
        }
        guard case .added = addition else { throw try await unknownClient(id) }
        let changed = try await existingClient(id)
        return .createdClient(CreatedClient(client: ClientSummary(changed), clientSecret: secret.text))
    }

    func removeSecret(
        _ secret: String,
        of id: String,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        try checked { () throws(AdminRefusal) in try client.checkSecretRemovable(secret) }
        let audit = context.event(.secretRemoved(client: client.id, secret: secret))
        let change = try await stored { () async throws(StorageError) in
            try await clients.removeSecret(secret, of: client.id, audit: audit)
        }
        switch change {
        case .changed: break
        case .unknown, .outdated: throw try await unknownClient(id)
        case .unchanged:
            let ids = client.secrets.map(\.id)
            throw .refused(
                .unknownSecret,
                "The client has no live secret of that id.",
                suggestion: ids.isEmpty ? nil : "There are: \(Listing.short(ids))."
            )
        }
        return .client(ClientSummary(try await existingClient(id)))
    }
}
