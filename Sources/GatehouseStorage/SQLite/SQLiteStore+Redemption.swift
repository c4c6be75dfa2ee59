import GRDB
import GatehouseJOSE
package import GatehouseOAuth

extension SQLiteStore {
    package func redeemCode(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> CodeRedemption {
        try await write { database in
            if let code = try CodeRow.use(digest, of: client, at: now, in: database) {
                return .redeemed(code, try GrantRow.fetchReferred(code.grantID, in: database))
            }
            guard let code = try CodeRow.fetch(digest, of: client, in: database) else { return .unknown }
            return .replayed(code, try GrantRow.fetchReferred(code.grantID, in: database))
        }
    }

    package func issue(
        from grantID: String,
        refreshToken: RefreshToken?,
        expiresAt: Int64,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> GrantUse {
        try await write { database in
            let end = max(expiresAt, refreshToken?.expiresAt ?? expiresAt)
            guard let pair = try GrantRow.use(grantID, at: now, expiresAt: end, in: database) else { return .revoked }
            if let refreshToken {
                guard refreshToken.grantID == grantID else { throw StorageError.conflict }
                try RefreshTokenRow.insert(refreshToken, in: database)
            }
            try ConsentRow.use(user: pair.user, client: pair.client, at: now, in: database)
            try AuditRow.insert(audit, in: database)
            return .recorded
        }
    }

    package func refreshToken(
        _ digest: [UInt8]
    ) async throws(StorageError) -> (token: RefreshToken, grant: Grant, isLive: Bool)? {
        try readAtOnce { database in
            try RefreshTokenRow.fetch(digest, in: database)
                .map { found in
                    (found.token, found.grant, found.rotatedAt == nil && found.grant.revokedAt == nil)
                }
        }
    }

    package func rotateRefreshToken(
        _ digest: [UInt8],
        of client: ClientID,
        keyThumbprint: String?,
        at now: Int64,
        graceSeconds: Int64,
        successor: @escaping @Sendable (RefreshToken) -> RefreshToken
    ) async throws(StorageError) -> RefreshRotation {
        try await write { database in
            guard let found = try RefreshTokenRow.fetch(digest, in: database), found.grant.clientID == client,
                found.token.isUsable(with: keyThumbprint)
            else { return .unknown }
            guard found.grant.revokedAt == nil else { return .revoked }
            guard found.token.expiresAt > now else { return .expired }
            if let rotatedAt = found.rotatedAt {
                guard now - rotatedAt <= graceSeconds, let expiresAt = found.liveSuccessorExpiresAt else {
                    return .replayed(found.grant)
                }
                return .repeated(found.token, try use(found.grant, at: now, expiresAt: expiresAt, in: database))
            }
            let next = successor(found.token)
            guard next.grantID == found.grant.id,
                try RefreshTokenRow.rotate(digest, to: next.digest, at: now, in: database)
            else { throw StorageError.conflict }
            try RefreshTokenRow.insert(next, generation: found.generation + 1, in: database)
            try RefreshTokenRow.forgetRotated(of: next.grantID, newest: found.generation, at: now, in: database)
            return .rotated(found.token, try use(found.grant, at: now, expiresAt: next.expiresAt, in: database))
        }
    }
}

/// Notes an issuance from a grant that was not taken back; answers the grant as it is now.
private func use(_ grant: Grant, at now: Int64, expiresAt: Int64, in database: Database) throws -> Grant {
    guard let pair = try GrantRow.use(grant.id, at: now, expiresAt: expiresAt, in: database) else {
        throw StorageError.conflict
    }
    try ConsentRow.use(user: pair.user, client: pair.client, at: now, in: database)
    var used = grant
    used.lastUsedAt = max(grant.lastUsedAt ?? now, now)
    used.expiresAt = max(grant.expiresAt, expiresAt)
    return used
}

extension RefreshToken {
    /// Whether it may be used by whoever proved that key, or none.
    fileprivate func isUsable(with proved: String?) -> Bool {
        guard let keyThumbprint else { return true }
        return proved?.hasSameBytes(as: keyThumbprint) ?? false
    }
}
