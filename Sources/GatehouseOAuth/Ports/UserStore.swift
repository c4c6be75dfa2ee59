/// What became of a new person.
package enum UserCreation: Sendable, Equatable {
    case created
    /// The user name is taken; nothing was changed.
    case usernameTaken
    /// The email address is another person's; nothing was changed.
    case emailTaken
}

/// What became of a change to a person.
package enum UserChange: Sendable, Equatable {
    case changed
    /// It was so already; nothing was written, also no audit event.
    case unchanged
    case unknown
    /// The person is not in the version any more that the change was made for; nothing was written.
    case outdated
    /// Nobody enabled would hold the scope any more that somebody must hold; nothing was written.
    case lastHolder
}

/// What became of a code of the second factor.
package enum SecondFactorUse: Sendable, Equatable {
    case accepted
    /// It was used before, or there is no such code.
    case refused
}

/// Keeps people.
///
/// Every verb is one transaction; its audit events are part of it.
package protocol UserStore: Sendable {
    /// The person of that id.
    func user(_ id: UserID) async throws(StorageError) -> User?

    /// The person with that user name, or else with that email address (compared in lowercase).
    func user(named text: String) async throws(StorageError) -> User?

    /// At most `limit` people in ascending order of their user names, those after `after`.
    func users(after: Username?, limit: Int) async throws(StorageError) -> [User]

    /// Stores the person, unless the user name or the email address is taken (compared in lowercase).
    func create(_ user: User, audit: AuditEvent) async throws(StorageError) -> UserCreation

    /// Replaces name, email, attributes and assigned scopes by those of `user`.
    ///
    /// If `version` is given and is not that of the stored person, it is `.outdated`; an email address of another
    /// person is a `.conflict`. If `scope` is given and this would take it from the last enabled person who holds it, it is
    /// `.lastHolder`.
    func update(
        _ user: User,
        expecting version: String?,
        leavingHolderOf scope: String?,
        audit: [AuditEvent]
    ) async throws(StorageError) -> UserChange

    /// Replaces the password and ends the sessions of the person, except `kept`.
    func setPassword(
        _ hash: PasswordHash,
        of id: UserID,
        keepingSession kept: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange

    /// Replaces the hash of the same password by one of another cost, if `old` is still what is stored; `.unchanged`
    /// otherwise. The sessions and `passwordChangedAt` stay; no event is recorded, for the password is the same.
    func rehash(
        _ hash: PasswordHash,
        replacing old: PasswordHash,
        of id: UserID
    ) async throws(StorageError) -> UserChange

    /// Sets `disabledAt`, ends the sessions, and replaces the subject's revocation by `revocation`.
    ///
    /// If `scope` is given and this is the last enabled person who holds it, it is `.lastHolder`.
    func disable(
        _ id: UserID,
        at: Int64,
        leavingHolderOf scope: String?,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange

    /// Clears `disabledAt`, sets `revokedBefore` to that of `revocation`, and replaces the subject's revocation by it.
    func enable(
        _ id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange

    /// Stores the record of the subject, merged with one of the same key, and answers what stands now; moves
    /// `revokedBefore` to that of the record unless it is later already. Nil if the person is unknown.
    func revokeTokens(
        of id: UserID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord?

    /// Replaces the second factor and its recovery codes; nil takes them away.
    func setSecondFactor(
        _ factor: SecondFactor?,
        recoveryDigests: [[UInt8]],
        of id: UserID,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange

    /// Sets `lastStep` if the stored one is nil or smaller: a code works once (RFC 6238 §5.2).
    func useStep(_ step: Int64, of id: UserID) async throws(StorageError) -> SecondFactorUse

    /// Takes a recovery code away, if it is there.
    func useRecoveryCode(_ digest: [UInt8], of id: UserID, audit: AuditEvent) async throws(StorageError)
        -> SecondFactorUse

    /// Writes nothing but the event, as for a sign-in that failed.
    func note(_ audit: AuditEvent) async throws(StorageError)
}

extension UserStore {
    /// Replaces what describes a person, whatever the version is.
    package func update(_ user: User, audit: AuditEvent) async throws(StorageError) -> UserChange {
        try await update(user, expecting: nil, leavingHolderOf: nil, audit: [audit])
    }

    /// Disables a person, whoever is left.
    package func disable(
        _ id: UserID,
        at: Int64,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try await disable(id, at: at, leavingHolderOf: nil, revocation: revocation, audit: audit)
    }
}
