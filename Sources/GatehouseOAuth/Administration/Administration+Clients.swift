import GatehouseJOSE

extension Administration {
    func createClient(_ wish: NewClient, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        var new = wish
        // Who registered the client, and what came of it, is for the server to say.
        new.profile = wish.profile.keepingServersOwn(of: ClientProfile())
        let sound = new
        let registration = try checked { () throws(AdminRefusal) in
            try ClientRegistration(sound, catalog: catalog.catalog())
        }
        let id = registration.id ?? CredentialMaker.clientID(entropy)
        let secret = registration.hasSecret ? CredentialMaker.secret(entropy) : nil
        let standing = try await stored { () async throws(StorageError) in
            try await revocations.revocation(of: .client(id.value))
        }
        let client = registration.client(
            id: id,
            secrets: secret.map { [$0.stored(label: "initial", now: context.now)] } ?? [],
            now: context.now,
            revokedBefore: standing?.revokedBefore
        )
        let audit = context.event(.clientCreated(client: id, application: client.application))
        let creation = try await stored { () async throws(StorageError) in
            try await clients.create(client, audit: audit)
        }
        switch creation {
        case .created:
            var created = client
            if let logo = registration.logo {
                try await store(logo, of: id, by: context)
                created = try await existingClient(id.value)
            }
            return .createdClient(CreatedClient(client: ClientSummary(created), clientSecret: secret?.text))
        case .exists:
            throw .refused(.clientExists(id))
        }
    }

    func listClients(of application: String?) async throws(AdminFailure) -> AdminAnswer {
        let found = try await allClients(of: application)
        let catalog = catalog.catalog()
        // An empty list of a misspelt application would mislead; without any policy at hand nothing is known of it.
        if let application, found.isEmpty, !catalog.declaredApplications.isEmpty {
            try checked { () throws(AdminRefusal) in
                _ = try ClientRegistration.application(application, catalog: catalog)
            }
        }
        return .clients(found.map { ClientSummary($0) })
    }

    func disableClient(_ id: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        try checked { () throws(AdminRefusal) in try client.checkNotBuiltIn() }
        let record = RevocationRecord.disabledClient(client.id, now: context.now)
        let audit = context.event(.clientDisabled(client: client.id))
        let change = try await stored { () async throws(StorageError) in
            try await clients.disable(client.id, at: context.now, revocation: record, audit: audit)
        }
        if change == .changed {
            publishing.publish([record])
            try await takeBackGrants(to: client, by: context)
        }
        return .client(ClientSummary(try await existingClient(id)))
    }

    func enableClient(_ id: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        try checked { () throws(AdminRefusal) in try client.checkEnablable() }
        // What was issued before stays refused; the client asks for new tokens.
        let record = RevocationRecord.enabledClient(
            client,
            now: context.now,
            lifetime: configuration.longestTokenSeconds
        )
        let audit = context.event(.clientEnabled(client: client.id))
        let change = try await stored { () async throws(StorageError) in
            try await clients.enable(client.id, revocation: record, audit: audit)
        }
        if change == .changed { publishing.lift([record.key], leaving: [record]) }
        return .client(ClientSummary(try await existingClient(id)))
    }

    func deleteClient(_ id: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        try checked { () throws(AdminRefusal) in try client.checkDeletable() }
        let record = RevocationRecord.deletedClient(
            client,
            now: context.now,
            lifetime: configuration.longestTokenSeconds
        )
        let audit = context.event(.clientDeleted(client: client.id))
        let change = try await stored { () async throws(StorageError) in
            try await clients.delete(client.id, revocation: record, audit: audit)
        }
        guard change == .changed else { throw try await unknownClient(id) }
        publishing.lift([record.key], leaving: [record])
        return .deletedClient(ClientSummary(client))
    }

    func rotateSecret(
        of id: String,
        label: String?,
        isOldRevoked: Bool,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        let label = label ?? "rotated"
        try checked { () throws(AdminRefusal) in
            try client.checkSecretsChangeable()
            try ClientRegistration.checkLabel(label)
        }
        let secret = CredentialMaker.secret(entropy)
        let kept = isOldRevoked ? 1 : 2
        let addition = try await stored { () async throws(StorageError) in
            try await clients.addSecret(
                secret.stored(label: label, now: context.now),
                to: client.id,
                keeping: kept,
                audit: context.event(.secretAdded(client: client.id, secret: secret.id, kept: kept))
            )
        }
        guard case .added = addition else { throw try await unknownClient(id) }
        let changed = try await existingClient(id)
        return .createdClient(CreatedClient(client: ClientSummary(changed), clientSecret: secret.text))
    }
}
