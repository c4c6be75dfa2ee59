import GRDB
package import GatehouseOAuth

extension SQLiteStore {
    package func update(
        _ client: Client,
        expecting version: String?,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: client.id) { database in
            guard let stored = try ClientRecord.fetch(client.id, in: database) else { return .unknown }
            guard version?.utf8.elementsEqual(stored.version.utf8) ?? true else { return .outdated }
            let changed = stored.described(as: client)
            guard try changed.differs(from: stored) else { return .unchanged }
            try ClientRecord.update(changed, in: database)
            try AuditRow.insert(audit, in: database)
            return .changed
        }
    }

    package func removeSecret(
        _ secret: String,
        of id: ClientID,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            guard try SecretRecord.delete(secret, of: id, in: database) else {
                return try ClientRecord.exists(id, in: database) ? .unchanged : .unknown
            }
            try AuditRow.insert(audit, in: database)
            return .changed
        }
    }

    package func noteFirstIssuance(
        to id: ClientID,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            try database.cachedStatement(
                sql: "UPDATE client SET firstIssuedAt = ? WHERE id = ? AND firstIssuedAt IS NULL"
            )
            .execute(arguments: [at, id.value])
            guard database.changesCount > 0 else {
                return try ClientRecord.exists(id, in: database) ? .unchanged : .unknown
            }
            try AuditRow.insert(audit, in: database)
            return .changed
        }
    }

    package func logo(of id: ClientID) async throws(StorageError) -> ClientLogo? {
        try readAtOnce { try ClientLogoRow.fetch(of: id, in: $0) }
    }

    package func setLogo(
        _ logo: ClientLogo?,
        of id: ClientID,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange {
        try await write(touching: id) { database in
            guard var client = try ClientRecord.fetch(id, in: database) else { return .unknown }
            guard try ClientLogoRow.fetch(of: id, in: database) != logo else { return .unchanged }
            try ClientLogoRow.replace(logo, of: id, in: database)
            client.profile.hasLogo = logo == nil ? nil : true
            try ClientRecord.update(client, in: database)
            try AuditRow.insert(audit, in: database)
            return .changed
        }
    }
}

extension Client {
    /// This client as `other` describes it; whether it has a logo is for the store to know.
    fileprivate func described(as other: Client) -> Client {
        var client = self
        client.name = other.name
        client.grants = other.grants
        client.scopes = other.scopes
        client.redirectURIs = other.redirectURIs
        client.policyURI = other.policyURI
        client.termsOfServiceURI = other.termsOfServiceURI
        client.profile = other.profile
        client.profile.hasLogo = profile.hasLogo
        return client
    }

    /// Whether a byte of what describes the two is different: texts that only look alike are not the same.
    fileprivate func differs(from other: Client) throws -> Bool {
        let profiles = (try ClientProfileText.text(of: profile), try ClientProfileText.text(of: other.profile))
        return self != other || !name.utf8.elementsEqual(other.name.utf8)
            || !profiles.0.utf8.elementsEqual(profiles.1.utf8)
    }
}
