package import GatehouseOAuth

extension MemoryStore {
    /// A session with the digest of its secret.
    struct HeldSession {
        var session: Session
        var digest: [UInt8]
    }
}

extension MemoryStore: SessionStore {
    package func session(_ digest: [UInt8], at now: Int64) async throws(StorageError) -> SignedIn? {
        try transaction { state throws(StorageError) in
            let held = state.sessions.values.first { $0.digest == digest && $0.session.expiresAt > now }
            guard let held, let user = state.people.user(held.session.userID), user.disabledAt == nil else {
                return nil
            }
            return SignedIn(session: held.session, user: user)
        }
    }

    package func sessions(of user: UserID, at now: Int64) async throws(StorageError) -> [Session] {
        try transaction { state throws(StorageError) in
            let found = state.sessions.values.map(\.session).filter { $0.userID == user && $0.expiresAt > now }
            return found.sorted { ($1.lastSeenAt, $0.id) < ($0.lastSeenAt, $1.id) }
        }
    }

    package func begin(
        _ session: Session,
        digest: [UInt8],
        ending former: [UInt8]?,
        audit: AuditEvent
    ) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            try MemoryStore.check(digest: digest)
            guard state.people.users[session.userID] != nil else { throw .conflict }
            if let former {
                state.sessions = state.sessions.filter { $0.key == session.id || $0.value.digest != former }
            }
            let others = state.sessions.values.filter { $0.session.id != session.id }
            guard !others.contains(where: { $0.digest == digest }) else { throw .conflict }
            guard state.sessions[session.id].map({ $0.session.userID == session.userID }) ?? true else {
                throw .conflict
            }
            state.sessions[session.id] = HeldSession(session: session, digest: digest)
            state.families.keep(session: session.id, until: session.expiresAt)
            state.record(audit)
        }
    }

    package func end(_ id: String, of user: UserID, audit: AuditEvent) async throws(StorageError) -> Bool {
        try transaction { state throws(StorageError) in
            guard state.sessions[id]?.session.userID == user else { return false }
            state.sessions[id] = nil
            state.record(audit)
            return true
        }
    }

    package func endAll(
        of user: UserID,
        except kept: String?,
        audit: AuditEvent
    ) async throws(StorageError) -> [String] {
        try transaction { state throws(StorageError) in
            let ended = state.endSessions(of: user, except: kept)
            if !ended.isEmpty {
                state.record(audit)
            }
            return ended
        }
    }

    package func noteSessionUse(_ id: String, at: Int64) async {
        change { state in
            guard let held = state.sessions[id] else { return }
            state.sessions[id]?.session.lastSeenAt = max(held.session.lastSeenAt, at)
        }
    }

    package func clients(inSession id: String) async throws(StorageError) -> [ClientID] {
        try transaction { state throws(StorageError) in
            let grants = state.families.grants.values.map(\.grant)
            let clients = Set(grants.filter { $0.sessionID == id && $0.lastUsedAt != nil }.map(\.clientID))
            return clients.sorted { $0.value < $1.value }
        }
    }

    package func purgeSessions(before now: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            state.sessions = state.sessions.filter { $0.value.session.expiresAt >= now }
        }
    }
}

extension MemoryStore.State {
    /// Removes the sessions of a person except `kept`; answers their ids in ascending order.
    mutating func endSessions(of user: UserID, except kept: String?) -> [String] {
        let ended = sessions.values.map(\.session).filter { $0.userID == user && $0.id != kept }.map(\.id)
        for id in ended {
            sessions[id] = nil
        }
        return ended.sorted()
    }
}
