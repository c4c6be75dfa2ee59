extension Administration {
    func createUser(_ new: NewUser, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let registration = try checked { () throws(AdminRefusal) in
            try UserRegistration(new, catalog: catalog.catalog())
        }
        try await checkNames(of: registration)
        let chosen = new.password ?? CredentialMaker.password(entropy)
        let hash = try await hash(chosen, username: registration.username, email: registration.email)
        let user = User(
            id: UserID.make(entropy),
            username: registration.username,
            email: registration.email,
            name: registration.name,
            passwordHash: hash,
            attributes: registration.attributes,
            assignedScopes: registration.scopes,
            createdAt: context.now,
            passwordChangedAt: context.now
        )
        let audit = context.event(.account(.created, AccountFacts(user: user.id, scope: user.assignedScopes)))
        let creation = try await stored { () async throws(StorageError) in
            try await people.users.create(user, audit: audit)
        }
        switch creation {
        case .created:
            let password = new.password == nil ? chosen : nil
            return .createdUser(CreatedUser(user: UserSummary(user), password: password))
        case .usernameTaken:
            throw .refused(.userExists, "There is somebody with the user name \(user.username) already.")
        case .emailTaken:
            throw .refused(.userExists, "There is somebody with that email address already.")
        }
    }

    func setPassword(
        _ password: String?,
        of name: String,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        let chosen = password ?? CredentialMaker.password(entropy)
        let hash = try await hash(chosen, username: user.username, email: user.email)
        let audit = context.event(.account(.passwordChanged, AccountFacts(user: user.id)))
        try await announceEnd(of: user, by: context)
        let change = try await stored { () async throws(StorageError) in
            try await people.users.setPassword(hash, of: user.id, keepingSession: nil, at: context.now, audit: audit)
        }
        try await check(change, of: name)
        let changed = UserSummary(try await existingUser(user.id.value))
        return .createdUser(CreatedUser(user: changed, password: password == nil ? chosen : nil))
    }

    func assignScopes(
        given: [String],
        taken: [String],
        to name: String,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        var user = try await existingUser(name)
        let version = user.version
        let added = try checked { () throws(AdminRefusal) in
            try UserRegistration.assignable(given, catalog: catalog.catalog())
        }
        // What a policy does not declare any more can still be taken away.
        for scope in taken where !user.assignedScopes.contains(scope) {
            throw .refused(.unknownScope, "\(user.username) has no assigned scope \(scope).")
        }
        user.assignedScopes = ScopeSet((user.assignedScopes.names + added.names).filter { !taken.contains($0) })
        let scopes = user.assignedScopes
        let audit = context.event(.account(.scopesAssigned, AccountFacts(user: user.id, scope: scopes)))
        let assigned = user
        let change = try await stored { () async throws(StorageError) in
            // What somebody else gives or takes meanwhile must not be undone.
            try await people.users.update(
                assigned,
                expecting: version,
                leavingHolderOf: indispensableScope(for: context),
                audit: [audit]
            )
        }
        try await check(change, of: name)
        // A token that carries what was taken away must not go on.
        if !taken.isEmpty { try await takeBackTokens(of: user, by: context) }
        return .user(UserSummary(try await existingUser(user.id.value)))
    }

    func disableUser(_ name: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        try await checkAdministratorRemains(without: user, by: context)
        let record = RevocationRecord.disabledSubject(user.id, now: context.now)
        let audit = context.event(.account(.disabled, AccountFacts(user: user.id)))
        try await announceEnd(of: user, by: context)
        let change = try await stored { () async throws(StorageError) in
            try await people.users.disable(
                user.id,
                at: context.now,
                leavingHolderOf: indispensableScope(for: context),
                revocation: record,
                audit: audit
            )
        }
        try await check(change, of: name)
        if change == .changed { publishing.publish([record]) }
        // Also if it was so already: an earlier command may have failed after its first step.
        try await takeBackGrants(of: user, by: context)
        return .user(UserSummary(try await existingUser(user.id.value)))
    }

    func enableUser(_ name: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        // Whatever became of the command that disabled: no refresh token from before works again.
        if user.disabledAt != nil { try await takeBackGrants(of: user, by: context) }
        // What was issued before stays refused; the person signs in again.
        let record = RevocationRecord.enabledSubject(
            user,
            now: context.now,
            lifetime: configuration.longestTokenSeconds
        )
        let audit = context.event(.account(.enabled, AccountFacts(user: user.id)))
        let change = try await stored { () async throws(StorageError) in
            try await people.users.enable(user.id, revocation: record, audit: audit)
        }
        if change == .changed { publishing.lift([record.key], leaving: [record]) }
        return .user(UserSummary(try await existingUser(user.id.value)))
    }

    func resetSecondFactor(of name: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        let audit = context.event(.account(.secondFactorDisabled, AccountFacts(user: user.id)))
        let change = try await stored { () async throws(StorageError) in
            try await people.users.setSecondFactor(nil, recoveryDigests: [], of: user.id, audit: audit)
        }
        try await check(change, of: name)
        return .user(UserSummary(try await existingUser(user.id.value)))
    }

    func signOutUser(_ name: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        let audit = context.event(.account(.signedOutEverywhere, AccountFacts(user: user.id)))
        try await announceEnd(of: user, by: context)
        _ = try await stored { () async throws(StorageError) in
            try await people.sessions.endAll(of: user.id, except: nil, audit: audit)
        }
        try await takeBackTokens(of: user, by: context)
        return .user(UserSummary(try await existingUser(user.id.value)))
    }
}

extension Administration {
    /// Every token about the person issued until now is refused, also under the names that single clients know.
    ///
    /// Answers what stands now, and how many grants ended.
    @discardableResult
    func takeBackTokens(
        of user: User,
        by context: AdminContext
    ) async throws(AdminFailure) -> (standing: RevocationRecord, grants: Int) {
        let record = RevocationRecord.subject(
            user.id.value,
            now: max(context.now, user.revokedBefore ?? .min),
            lifetime: configuration.longestTokenSeconds
        )
        let audit = context.event(.subjectTokensRevoked(subject: user.id.value))
        let standing = try await stored { () async throws(StorageError) in
            try await people.users.revokeTokens(of: user.id, revocation: record, audit: audit)
        }
        guard let standing else { throw try await unknownUser(user.username.value) }
        publishing.publish([standing])
        return (standing, try await takeBackGrants(of: user, by: context))
    }

    /// The clients that ask for it hear that the person's sessions end (Back-Channel Logout §2.3).
    func announceEnd(of user: User, by context: AdminContext) async throws(AdminFailure) {
        let notices = LogoutNotices(clients: clients, people: people)
        try await stored { () async throws(StorageError) in
            let sessions = try await people.sessions.sessions(of: user.id, at: context.now)
            try await notices.announceEnd(of: sessions, now: context.now)
        }
    }

    /// Ends refresh tokens too, and reaches tokens whose subject is a pairwise one.
    ///
    /// Answers how many grants ended that had issued what might still live.
    @discardableResult
    func takeBackGrants(of user: User, by context: AdminContext) async throws(AdminFailure) -> Int {
        let lifetime = configuration.longestTokenSeconds
        let now = context.now
        let audit = context.event(.subjectTokensRevoked(subject: user.id.value))
        let records = try await stored { () async throws(StorageError) in
            try await people.grants.revokeGrants(
                of: user.id,
                at: now,
                revocation: { .grant($0.id, now: now, lifetime: lifetime) },
                audit: audit
            )
        }
        publishing.publish(records)
        return records.count
    }

    private func hash(
        _ password: String,
        username: Username,
        email: EmailAddress?
    ) async throws(AdminFailure) -> PasswordHash {
        let secret = Secret(password)
        do throws(PasswordFlaw) {
            try PasswordRule.check(secret, username: username, email: email)
        } catch {
            throw .refused(.invalidPassword, error.sentence, suggestion: error.nextStep)
        }
        do throws(PasswordHashingFailure) {
            return try await people.passwords.hash(secret)
        } catch {
            throw .refused(.busy, "Too many passwords are being computed.", suggestion: "Try again in a moment.")
        }
    }

    func check(_ change: UserChange, of name: String) async throws(AdminFailure) {
        if change == .unknown { throw try await unknownUser(name) }
        if change == .outdated { throw .refused(.outdated) }
        if change == .lastHolder { throw .lastAdministrator(name) }
    }
}
