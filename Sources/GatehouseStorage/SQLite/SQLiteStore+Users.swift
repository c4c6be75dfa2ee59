import GRDB
package import GatehouseOAuth

extension SQLiteStore: UserStore {
    package func user(_ id: UserID) async throws(StorageError) -> User? {
        try readAtOnce { try UserRow.fetch(id, in: $0) }
    }

    package func user(named text: String) async throws(StorageError) -> User? {
        try readAtOnce { try UserRow.fetch(named: text, in: $0) }
    }

    package func users(after: Username?, limit: Int) async throws(StorageError) -> [User] {
        try await read { try UserRow.fetch(after: after, limit: limit, in: $0) }
    }

    package func create(_ user: User, audit: AuditEvent) async throws(StorageError) -> UserCreation {
        try await write { database in
            if let obstacle = try UserRow.obstacle(to: user, in: database) { return obstacle }
            try UserRow.insert(user, in: database)
            try AuditRow.insert(audit, in: database)
            return .created
        }
    }

    package func update(
        _ user: User,
        expecting version: String?,
        leavingHolderOf scope: String?,
        audit: [AuditEvent]
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            if let version, let stored = try UserRow.fetch(user.id, in: database),
                !version.utf8.elementsEqual(stored.version.utf8)
            {
                return .outdated
            }
            if let scope, !user.assignedScopes.contains(scope),
                try UserRow.isLastHolder(user.id, of: scope, in: database)
            {
                return .lastHolder
            }
            let hasChanged = try UserRow.update(user, in: database)
            return try finishChange(of: user.id, hasChanged: hasChanged, audit: audit, in: database)
        }
    }

    package func setPassword(
        _ hash: PasswordHash,
        of id: UserID,
        keepingSession kept: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            try database.cachedStatement(sql: "UPDATE user SET passwordHash = ?, passwordChangedAt = ? WHERE id = ?")
                .execute(arguments: [hash.text, at, id.value])
            let hasChanged = database.changesCount > 0
            _ = try SessionRow.deleteAll(of: id, except: kept, in: database)
            return try finishChange(of: id, hasChanged: hasChanged, audit: audit, in: database)
        }
    }

    package func rehash(
        _ hash: PasswordHash,
        replacing old: PasswordHash,
        of id: UserID
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            try database.cachedStatement(sql: "UPDATE user SET passwordHash = ? WHERE id = ? AND passwordHash = ?")
                .execute(arguments: [hash.text, id.value, old.text])
            guard database.changesCount == 0 else { return .changed }
            return try UserRow.exists(id, in: database) ? .unchanged : .unknown
        }
    }

    package func disable(
        _ id: UserID,
        at: Int64,
        leavingHolderOf scope: String?,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            if let scope, try UserRow.isLastHolder(id, of: scope, in: database) { return .lastHolder }
            try database.cachedStatement(sql: "UPDATE user SET disabledAt = ? WHERE id = ? AND disabledAt IS NULL")
                .execute(arguments: [at, id.value])
            let hasChanged = database.changesCount > 0
            if hasChanged {
                _ = try SessionRow.deleteAll(of: id, except: nil, in: database)
                try RevocationRow.replace(revocation, in: database)
            }
            return try finishChange(of: id, hasChanged: hasChanged, audit: audit, in: database)
        }
    }

    package func enable(
        _ id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            try database.cachedStatement(
                sql: "UPDATE user SET disabledAt = NULL, revokedBefore = ? WHERE id = ? AND disabledAt IS NOT NULL"
            )
            .execute(arguments: [revocation.revokedBefore, id.value])
            let hasChanged = database.changesCount > 0
            if hasChanged {
                try RevocationRow.replace(revocation, in: database)
            }
            return try finishChange(of: id, hasChanged: hasChanged, audit: audit, in: database)
        }
    }

    package func revokeTokens(
        of id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord? {
        try await write { database in
            guard try UserRow.revoke(id, before: revocation.revokedBefore, in: database) else { return nil }
            let standing = try RevocationRow.merge(revocation, in: database)
            try AuditRow.insert(audit, in: database)
            return standing
        }
    }

    package func note(_ audit: AuditEvent) async throws(StorageError) {
        try await write { try AuditRow.insert(audit, in: $0) }
    }
}

/// Records the cause of a change, if there was one.
private func finishChange(
    of id: UserID,
    hasChanged: Bool,
    audit: AuditEvent,
    in database: Database
) throws -> UserChange {
    try finishChange(of: id, hasChanged: hasChanged, audit: [audit], in: database)
}

/// Records the causes of a change, if there was one.
private func finishChange(
    of id: UserID,
    hasChanged: Bool,
    audit: [AuditEvent],
    in database: Database
) throws -> UserChange {
    guard hasChanged else {
        return try UserRow.exists(id, in: database) ? .unchanged : .unknown
    }
    try AuditRow.insert(audit, in: database)
    return .changed
}
