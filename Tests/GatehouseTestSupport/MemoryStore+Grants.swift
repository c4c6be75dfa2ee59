package import GatehouseOAuth

extension MemoryStore: GrantStore {
    package func grant(_ id: String) async throws(StorageError) -> Grant? {
        try transaction { state throws(StorageError) in state.families.grants[id]?.grant }
    }

    package func standingGrants(of user: UserID, at now: Int64) async throws(StorageError) -> [Grant] {
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants { $0.userID == user && $0.expiresAt >= now }.enumerated()
            return grants.sorted { ($0.element.createdAt, $0.offset) > ($1.element.createdAt, $1.offset) }
                .map(\.element)
        }
    }

    package func consent(of user: UserID, for client: ClientID) async throws(StorageError) -> Consent? {
        try transaction { state throws(StorageError) in
            state.families.consents[Families.Pair(user: user, client: client)]
        }
    }

    package func consents(of user: UserID) async throws(StorageError) -> [Consent] {
        try transaction { state throws(StorageError) in
            state.families.consents.values.filter { $0.userID == user }
                .sorted { ($1.changedAt, $0.clientID.value) < ($0.changedAt, $1.clientID.value) }
        }
    }

    package func record(
        _ grant: Grant,
        code: AuthorizationCode?,
        consent: Consent?,
        limit: Int,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: [AuditEvent]
    ) async throws(StorageError) -> [RevocationRecord] {
        try transaction { state throws(StorageError) in
            try state.add(grant, consent)
            if let code {
                try MemoryStore.check(digest: code.digest)
                guard state.families.codes[code.digest] == nil, code.grantID == grant.id else { throw .conflict }
                state.families.codes[code.digest] = Families.HeldCode(code: code)
            }
            let live = state.families.grants.values.filter { held in
                held.grant.userID == grant.userID && held.grant.clientID == grant.clientID
                    && held.grant.revokedAt == nil && held.grant.expiresAt >= grant.createdAt
            }
            let newest = live.sorted { ($0.grant.createdAt, $0.position) > ($1.grant.createdAt, $1.position) }
            let excess = newest.dropFirst(max(limit, 0)).map(\.grant)
            let unused = Set(excess.filter { $0.lastUsedAt == nil }.map(\.id))
            state.families.remove { unused.contains($0.grant.id) }
            let used = excess.filter { $0.lastUsedAt != nil }
            let records = try state.takeBack(used, at: grant.createdAt, revocation)
            state.record(audit)
            return records
        }
    }

    package func revokeGrant(
        _ id: String,
        revocation: RevocationRecord,
        at now: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord? {
        try transaction { state throws(StorageError) in
            guard let grant = state.families.grants[id]?.grant, grant.revokedAt == nil else { return nil }
            state.families.grants[id]?.grant.revokedAt = now
            let standing = try state.merge(revocation)
            state.record(audit)
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
        try transaction { state throws(StorageError) in
            let consent = state.families.consents.removeValue(forKey: Families.Pair(user: user, client: client))
            let grants = state.standingGrants { $0.userID == user && $0.clientID == client }
            let records = try state.takeBack(grants, at: now, revocation)
            if consent != nil || !grants.isEmpty {
                state.record(audit)
            }
            return records
        }
    }

    package func revokeGrants(
        of user: UserID,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants { $0.userID == user }
            let records = try state.takeBack(grants, at: now, revocation)
            if !grants.isEmpty {
                state.record(audit)
            }
            return records
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
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants { grant in
                grant.userID == user && grant.clientID == client && !grant.scope.isSubset(of: scope)
            }
            let records = try state.takeBack(grants, at: now, revocation)
            if !grants.isEmpty {
                state.record(audit)
            }
            return records
        }
    }

    package func revokeGrants(
        to client: ClientID,
        exceeding scope: ScopeSet,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord] {
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants { $0.clientID == client && !$0.scope.isSubset(of: scope) }
            let records = try state.takeBack(grants, at: now, revocation)
            if !grants.isEmpty {
                state.record(audit)
            }
            return records
        }
    }

    @discardableResult
    package func revokeGrants(to client: ClientID, at now: Int64) async throws(StorageError) -> Int {
        try transaction { state throws(StorageError) in
            let grants = state.standingGrants { $0.clientID == client }
            for grant in grants {
                state.families.grants[grant.id]?.grant.revokedAt = now
            }
            return grants.count { $0.expiresAt >= now }
        }
    }

    package func purgeGrants(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.families.remove {
                $0.keptUntil < now || ($0.grant.lastUsedAt == nil && $0.grant.expiresAt < now)
            }
            state.families.codes = state.families.codes.filter { $0.value.isUsed || $0.value.code.expiresAt >= now }
            state.families.tokens = state.families.tokens.filter { $0.value.token.expiresAt >= now }
        }
    }
}

extension MemoryStore.State {
    /// Stores a grant of a known person to a known client.
    mutating func add(_ grant: Grant, _ consent: Consent?) throws(StorageError) {
        guard clients[grant.clientID] != nil, people.users[grant.userID] != nil else { throw .conflict }
        guard consent.map({ $0.userID == grant.userID && $0.clientID == grant.clientID }) ?? true else {
            throw .conflict
        }
        try families.add(grant, consent, in: sessions)
    }

    /// The grants that were not taken back, in the order of their storing.
    func standingGrants(_ isMeant: (Grant) -> Bool) -> [Grant] {
        families.grants.values.filter { $0.grant.revokedAt == nil && isMeant($0.grant) }
            .sorted { $0.position < $1.position }
            .map(\.grant)
    }

    /// Takes grants back; answers what stands for those that issued tokens which may still live.
    mutating func takeBack(
        _ grants: [Grant],
        at now: Int64,
        _ revocation: (Grant) -> RevocationRecord
    ) throws(StorageError) -> [RevocationRecord] {
        var records: [RevocationRecord] = []
        for grant in grants {
            families.grants[grant.id]?.grant.revokedAt = now
            guard grant.lastUsedAt != nil, grant.expiresAt >= now else { continue }
            records.append(try merge(revocation(grant)))
        }
        return records
    }
}
