package import GatehouseOAuth

extension MemoryStore {
    package func redeemCode(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> CodeRedemption {
        try transaction { state throws(StorageError) in
            guard let held = state.families.codes[digest], held.code.clientID == client,
                let grant = state.families.grants[held.code.grantID]?.grant
            else { return .unknown }
            guard !held.isUsed else { return .replayed(held.code, grant) }
            state.families.codes[digest]?.isUsed = true
            return .redeemed(held.code, grant)
        }
    }

    package func issue(
        from grantID: String,
        refreshToken: RefreshToken?,
        expiresAt: Int64,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> GrantUse {
        try transaction { state throws(StorageError) in
            guard let grant = state.families.grants[grantID]?.grant, grant.revokedAt == nil else { return .revoked }
            if let refreshToken {
                guard refreshToken.grantID == grantID else { throw .conflict }
                try state.families.add(refreshToken)
            }
            state.families.use(grantID, at: now, expiresAt: max(expiresAt, refreshToken?.expiresAt ?? expiresAt))
            state.record(audit)
            return .recorded
        }
    }

    package func refreshToken(
        _ digest: [UInt8]
    ) async throws(StorageError) -> (token: RefreshToken, grant: Grant, isLive: Bool)? {
        try transaction { state throws(StorageError) in
            guard let held = state.families.tokens[digest],
                let grant = state.families.grants[held.token.grantID]?.grant
            else { return nil }
            return (held.token, grant, held.rotatedAt == nil && grant.revokedAt == nil)
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
        try transaction { state throws(StorageError) in
            guard let held = state.families.tokens[digest],
                let grant = state.families.grants[held.token.grantID]?.grant, grant.clientID == client,
                held.token.keyThumbprint == nil || held.token.keyThumbprint == keyThumbprint
            else { return .unknown }
            guard grant.revokedAt == nil else { return .revoked }
            guard held.token.expiresAt > now else { return .expired }
            guard let rotatedAt = held.rotatedAt else {
                let next = successor(held.token)
                guard next.grantID == grant.id else { throw .conflict }
                state.families.tokens[digest]?.rotatedAt = now
                state.families.tokens[digest]?.successor = next.digest
                try state.families.add(next, generation: held.generation + 1)
                state.families.forgetRotated(of: grant.id, newest: held.generation, at: now)
                state.families.use(grant.id, at: now, expiresAt: next.expiresAt)
                return .rotated(held.token, state.families.grants[grant.id]?.grant ?? grant)
            }
            let next = held.successor.flatMap { state.families.tokens[$0] }
            guard now - rotatedAt <= graceSeconds, let next, next.rotatedAt == nil else { return .replayed(grant) }
            state.families.use(grant.id, at: now, expiresAt: next.token.expiresAt)
            return .repeated(held.token, state.families.grants[grant.id]?.grant ?? grant)
        }
    }
}
