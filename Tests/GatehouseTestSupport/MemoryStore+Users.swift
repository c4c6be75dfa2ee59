package import GatehouseOAuth

extension MemoryStore {
    /// People with the recovery codes that are left to them.
    struct People {
        var users: [UserID: User] = [:]
        var recoveryDigests: [UserID: Set<[UInt8]>] = [:]

        func user(_ id: UserID) -> User? {
            guard var user = users[id] else { return nil }
            user.secondFactor?.recoveryCodesLeft = recoveryDigests[id]?.count ?? 0
            return user
        }

        func isLastHolder(_ id: UserID, of scope: String) -> Bool {
            users.values.filter { $0.disabledAt == nil && $0.assignedScopes.contains(scope) }.map(\.id) == [id]
        }

        func isTaken(_ email: EmailAddress?, except id: UserID? = nil) -> Bool {
            email != nil && users.values.contains { $0.email == email && $0.id != id }
        }
    }
}

extension MemoryStore: UserStore {
    package func user(_ id: UserID) async throws(StorageError) -> User? {
        try transaction { state throws(StorageError) in state.people.user(id) }
    }

    package func user(named text: String) async throws(StorageError) -> User? {
        let username = Username(text)
        let email = EmailAddress(text)
        return try transaction { state throws(StorageError) in
            let users = state.people.users.values
            let found =
                users.first { $0.username == username } ?? users.first { email != nil && $0.email == email }
            return found.flatMap { state.people.user($0.id) }
        }
    }

    package func users(after: Username?, limit: Int) async throws(StorageError) -> [User] {
        try transaction { state throws(StorageError) in
            let later = state.people.users.values.filter { $0.username.value > after?.value ?? "" }
            let page = later.sorted { $0.username.value < $1.username.value }.prefix(max(limit, 0))
            return page.compactMap { state.people.user($0.id) }
        }
    }

    package func create(_ user: User, audit: AuditEvent) async throws(StorageError) -> UserCreation {
        try transaction { state throws(StorageError) in
            guard !state.people.users.values.contains(where: { $0.username == user.username }) else {
                return .usernameTaken
            }
            guard !state.people.isTaken(user.email) else { return .emailTaken }
            guard state.people.users[user.id] == nil else { throw .conflict }
            state.people.users[user.id] = user
            state.record(audit)
            return .created
        }
    }

    package func update(
        _ user: User,
        expecting version: String?,
        leavingHolderOf scope: String?,
        audit: [AuditEvent]
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard var changed = state.people.users[user.id] else { return .unknown }
            guard version == nil || version == changed.version else { return .outdated }
            if let scope, !user.assignedScopes.contains(scope), state.people.isLastHolder(user.id, of: scope) {
                return .lastHolder
            }
            guard !state.people.isTaken(user.email, except: user.id) else { throw .conflict }
            let before = changed
            changed.name = user.name
            changed.email = user.email
            changed.attributes = user.attributes
            changed.assignedScopes = user.assignedScopes
            guard changed != before || changed.email?.value != before.email?.value else { return .unchanged }
            state.people.users[user.id] = changed
            state.record(audit)
            return .changed
        }
    }

    package func setPassword(
        _ hash: PasswordHash,
        of id: UserID,
        keepingSession kept: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard state.people.users[id] != nil else { return .unknown }
            state.people.users[id]?.passwordHash = hash
            state.people.users[id]?.passwordChangedAt = at
            _ = state.endSessions(of: id, except: kept)
            state.record(audit)
            return .changed
        }
    }

    package func rehash(
        _ hash: PasswordHash,
        replacing old: PasswordHash,
        of id: UserID
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard let user = state.people.users[id] else { return .unknown }
            guard let stored = user.passwordHash, stored.text.utf8.elementsEqual(old.text.utf8) else {
                return .unchanged
            }
            state.people.users[id]?.passwordHash = hash
            return .changed
        }
    }

    package func disable(
        _ id: UserID,
        at: Int64,
        leavingHolderOf scope: String?,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard let user = state.people.users[id] else { return .unknown }
            guard user.disabledAt == nil else { return .unchanged }
            if let scope, state.people.isLastHolder(id, of: scope) { return .lastHolder }
            state.people.users[id]?.disabledAt = at
            _ = state.endSessions(of: id, except: nil)
            try state.replace(revocation)
            state.record(audit)
            return .changed
        }
    }

    package func enable(
        _ id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard let user = state.people.users[id] else { return .unknown }
            guard user.disabledAt != nil else { return .unchanged }
            state.people.users[id]?.disabledAt = nil
            state.people.users[id]?.revokedBefore = revocation.revokedBefore
            try state.replace(revocation)
            state.record(audit)
            return .changed
        }
    }

    package func revokeTokens(
        of id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord? {
        try transaction { state throws(StorageError) in
            guard let user = state.people.users[id] else { return nil }
            let instants = [user.revokedBefore, revocation.revokedBefore].compactMap(\.self)
            state.people.users[id]?.revokedBefore = instants.max()
            let standing = try state.merge(revocation)
            state.record(audit)
            return standing
        }
    }

    package func note(_ audit: AuditEvent) async throws(StorageError) {
        try transaction { state throws(StorageError) in state.record(audit) }
    }
}
