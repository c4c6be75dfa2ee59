import GRDB
package import GatehouseOAuth

extension SQLiteStore: GrantStore {
    package func grant(_ id: String) async throws(StorageError) -> Grant? {
        try readAtOnce { try GrantRow.fetch(id, in: $0) }
    }

    package func standingGrants(of user: UserID, at now: Int64) async throws(StorageError) -> [Grant] {
        try await read { try GrantRow.fetchStanding(of: user, at: now, in: $0) }
    }

    package func consent(of user: UserID, for client: ClientID) async throws(StorageError) -> Consent? {
        try readAtOnce { try ConsentRow.fetch(of: user, for: client, in: $0) }
    }

    package func consents(of user: UserID) async throws(StorageError) -> [Consent] {
        try await read { try ConsentRow.fetchAll(of: user, in: $0) }
    }

    package func record(
        _ grant: Grant,
        code: AuthorizationCode?,
        consent: Consent?,
        limit: Int,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: [AuditEvent]
    ) async throws(StorageError) -> [RevocationRecord] {
        try await write { database in
            try GrantRow.insert(grant, with: consent, in: database)
            if let code {
                guard code.grantID == grant.id else { throw StorageError.conflict }
                try CodeRow.insert(code, in: database)
            }
            let excess = try GrantRow.fetchExcess(of: grant, limit: limit, in: database)
            // Nothing was issued from the others that could be refused later, so nothing needs to remember them.
            let used = excess.filter { $0.lastUsedAt != nil }
            for unused in excess where unused.lastUsedAt == nil {
                try GrantRow.delete(unused.id, in: database)
            }
            return try GrantRow.takeBack(used, at: grant.createdAt, revocation, audit: audit, in: database)
        }
    }

    package func revokeGrant(
        _ id: String,
        revocation: RevocationRecord,
        at now: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord? {
        try await write { database in
            guard try GrantRow.revoke(id, at: now, in: database) else { return nil }
            let standing = try RevocationRow.merge(revocation, in: database)
            try AuditRow.insert(audit, in: database)
            return standing
        }
    }

    package func withdraw(
        _ client: ClientID,
        of user: UserID,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try await write { database in
            let hadConsent = try ConsentRow.delete(of: user, for: client, in: database)
            let grants = try GrantRow.fetchStanding(of: user, client: client, in: database)
            guard hadConsent || !grants.isEmpty else { return [] }
            return try GrantRow.takeBack(grants, at: now, revocation, audit: [audit], in: database)
        }
    }

    package func revokeGrants(
        of user: UserID,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try await takeBack(at: now, revocation, audit: audit) { database in
            try GrantRow.fetchStanding(of: user, client: nil, in: database)
        }
    }

    package func revokeGrants(
        of user: UserID,
        to client: ClientID,
        exceeding scope: ScopeSet,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try await takeBack(at: now, revocation, audit: audit) { database in
            try GrantRow.fetchStanding(of: user, client: client, in: database)
                .filter { !$0.scope.isSubset(of: scope) }
        }
    }

    package func revokeGrants(
        to client: ClientID,
        exceeding scope: ScopeSet,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try await takeBack(at: now, revocation, audit: audit) { database in
            try GrantRow.fetchStanding(of: client, exceeding: scope, in: database)
        }
    }

    @discardableResult
    package func revokeGrants(to client: ClientID, at now: Int64) async throws(StorageError) -> Int {
        try await write { database in
            let query = GrantQuery(client: client)
            let count = try GrantDirectory.count(query, at: now, in: database)
            try database.cachedStatement(
                sql: "UPDATE authorizationGrant SET revokedAt = ? WHERE clientID = ? AND revokedAt IS NULL"
            )
            .execute(arguments: [now, client.value])
            return count
        }
    }

    package func purgeGrants(before now: Int64) async throws(StorageError) {
        try await purge { try Purge.refreshTokens(before: now, in: $0) }
        try await purge { try Purge.codes(before: now, in: $0) }
        try await purge { try Purge.unusedGrants(before: now, in: $0) }
        try await purge { try Purge.grants(before: now, in: $0) }
    }
}

extension GrantRow {
    /// Stores a grant with the consent, which is that of the same person for the same client.
    static func insert(_ grant: Grant, with consent: Consent?, in database: Database) throws {
        try insert(grant, in: database)
        guard let consent else { return }
        guard consent.userID == grant.userID, consent.clientID == grant.clientID else { throw StorageError.conflict }
        try ConsentRow.replace(consent, in: database)
    }

    /// Takes grants back and tells of it; answers what stands for those that issued tokens which may still live.
    static func takeBack(
        _ grants: [Grant],
        at now: Int64,
        _ revocation: (Grant) -> RevocationRecord,
        audit: [AuditEvent],
        in database: Database
    ) throws -> [RevocationRecord] {
        for grant in grants {
            _ = try revoke(grant.id, at: now, in: database)
        }
        try AuditRow.insert(audit, in: database)
        let issuers = grants.filter { $0.lastUsedAt != nil && $0.expiresAt >= now }
        return try issuers.map { try RevocationRow.merge(revocation($0), in: database) }
    }
}

extension SQLiteStore {
    /// Takes back what is fetched; if that is nothing, nothing happened that the audit log should tell.
    private func takeBack(
        at now: Int64,
        _ revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent,
        _ grants: @escaping @Sendable (Database) throws -> [Grant]
    ) async throws(StorageError) -> [RevocationRecord] {
        try await write { database in
            let grants = try grants(database)
            guard !grants.isEmpty else { return [] }
            return try GrantRow.takeBack(grants, at: now, revocation, audit: [audit], in: database)
        }
    }
}
