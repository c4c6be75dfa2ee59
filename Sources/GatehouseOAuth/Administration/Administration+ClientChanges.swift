import GatehouseJOSE

extension Administration {
    func updateClient(
        _ id: String,
        to wish: NewClient,
        version: String?,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        try checked { () throws(AdminRefusal) in try client.checkEditable() }
        guard version?.hasSameBytes(as: client.version) ?? true else { throw .refused(.outdated) }
        let update: ClientUpdate
        do {
            update = try ClientUpdate(wish, of: client, catalog: catalog.catalog())
        } catch {
            throw .refused(error.first.refusal)
        }
        let change = try await stored { () async throws(StorageError) in
            // Always, so that what was decided about the client as it was read is stored for no other.
            try await clients.update(
                update.changed,
                expecting: client.version,
                audit: context.event(.updated(client, to: update.changed))
            )
        }
        switch change {
        case .changed: try await takeBackExcess(of: update.changed, since: client, by: context)
        case .unchanged: break
        case .unknown: throw try await unknownClient(id)
        case .outdated: throw .refused(.outdated)
        }
        if let logo = update.logo { try await store(logo, of: client.id, by: context) }
        return .client(ClientSummary(try await existingClient(id)))
    }

    func setLogo(_ bytes: [UInt8]?, of id: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        let logo = try checked { () throws(AdminRefusal) in
            try client.checkEditable()
            return try ClientRegistration.logo(bytes)
        }
        try await store(logo, of: client.id, by: context)
        return .client(ClientSummary(try await existingClient(id)))
    }

    /// Replaces the logo of a client; nil takes it away.
    func store(_ logo: ClientLogo?, of id: ClientID, by context: AdminContext) async throws(AdminFailure) {
        _ = try await stored { () async throws(StorageError) in
            try await clients.setLogo(
                logo,
                of: id,
                audit: context.event(.clientUpdated(client: id, changes: logo == nil ? "-logo" : "+logo"))
            )
        }
    }

    /// Ends what was issued for more than the client may have now; it may ask for less at once.
    private func takeBackExcess(
        of client: Client,
        since earlier: Client,
        by context: AdminContext
    ) async throws(AdminFailure) {
        let isNarrower = !earlier.scopes.isSubset(of: client.scopes)
        if earlier.grants.areForPeople, isNarrower || !client.grants.areForPeople {
            try await takeBackGrants(
                to: client,
                exceeding: client.grants.areForPeople ? client.scopes : .empty,
                by: context
            )
        }
        // What an exchange gave stands in no grant, so only the client itself reaches it.
        if earlier.grants.contains(.tokenExchange), isNarrower || !client.grants.contains(.tokenExchange) {
            _ = try await record(
                .client(client.id.value, now: context.now, lifetime: configuration.longestTokenSeconds),
                name: client.id.value,
                client: client.id,
                audit: context.event(.clientTokensRevoked(client: client.id.value))
            )
        } else if earlier.grants.contains(.clientCredentials),
            isNarrower || !client.grants.contains(.clientCredentials)
        {
            // RFC 9068 §2.2: its own tokens are about itself; people's tokens stay.
            _ = try await record(
                .subject(client.id.value, now: context.now, lifetime: configuration.longestTokenSeconds),
                name: client.id.value,
                client: client.id,
                audit: context.event(.subjectTokensRevoked(subject: client.id.value))
            )
        }
    }

    private func takeBackGrants(
        to client: Client,
        exceeding scope: ScopeSet,
        by context: AdminContext
    ) async throws(AdminFailure) {
        let lifetime = configuration.longestTokenSeconds
        let now = context.now
        let audit = context.event(.clientTokensRevoked(client: client.id.value))
        let records = try await stored { () async throws(StorageError) in
            try await people.grants.revokeGrants(
                to: client.id,
                exceeding: scope,
                at: now,
                revocation: { .spent($0, now: now, lifetime: lifetime) },
                audit: audit
            )
        }
        publishing.publish(records)
    }
}
