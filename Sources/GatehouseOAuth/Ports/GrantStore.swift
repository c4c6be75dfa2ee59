/// What became of a code.
package enum CodeRedemption: Sendable, Equatable {
    /// It was there and nobody had used it; now it is used. Expiry is for the caller to check.
    case redeemed(AuthorizationCode, Grant)
    /// It had been used before.
    case replayed(AuthorizationCode, Grant)
    case unknown
}

/// Whether something could still be issued from a grant.
package enum GrantUse: Sendable, Equatable {
    case recorded
    /// It was taken back meanwhile; nothing was written.
    case revoked
}

/// What became of a refresh token.
package enum RefreshRotation: Sendable, Equatable {
    /// Its successor is stored now; `salt` is that of the token that was presented.
    case rotated(RefreshToken, Grant)
    /// It was rotated a moment ago, and nobody has used the successor yet: the same successor holds.
    case repeated(RefreshToken, Grant)
    /// It was rotated before; nothing was changed.
    case replayed(Grant)
    /// Its time is over.
    case expired
    /// Its grant was taken back.
    case revoked
    /// There is no such token of that client, or the key that was proved is another one.
    case unknown
}

/// Keeps grants with their codes, refresh tokens and consents.
///
/// Every verb is one transaction; its audit events are part of it. A grant that was taken back issues nothing more.
package protocol GrantStore: Sendable {
    /// The grant of that id.
    func grant(_ id: String) async throws(StorageError) -> Grant?

    /// The grants of a person that were not taken back and have not expired, the newest first.
    func standingGrants(of user: UserID, at now: Int64) async throws(StorageError) -> [Grant]

    /// The consent of that person for that client.
    func consent(of user: UserID, for client: ClientID) async throws(StorageError) -> Consent?

    /// All consents of a person, last changed first.
    func consents(of user: UserID) async throws(StorageError) -> [Consent]

    /// Stores a grant with its code, if any, and the consent, if it is not nil (replacing the earlier one).
    ///
    /// The later `lastUsedAt` of the two consents stays. Of the grants of that person and client that have not expired
    /// and are beyond the newest `limit`, those that issued something are taken back, and `revocation` makes the
    /// records that are stored and answered; the others are removed with their codes.
    func record(
        _ grant: Grant,
        code: AuthorizationCode?,
        consent: Consent?,
        limit: Int,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: [AuditEvent]
    ) async throws(StorageError) -> [RevocationRecord]

    /// Uses up the code of that digest if it is of that client; one statement decides who is first.
    func redeemCode(_ digest: [UInt8], of client: ClientID, at now: Int64) async throws(StorageError) -> CodeRedemption

    /// Notes an issuance from a grant that is not taken back: stores the refresh token, if any, moves `lastUsedAt` of
    /// the grant and of the consent to `now`, and `expiresAt` of the grant to at least `expiresAt`, which is when the
    /// last of the issued tokens expires.
    ///
    /// A grant has one refresh token that was not rotated; a second one is refused with `.conflict`.
    func issue(
        from grantID: String,
        refreshToken: RefreshToken?,
        expiresAt: Int64,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> GrantUse

    /// Looks a refresh token up without using it: for introspection and revocation.
    ///
    /// It is live if it was not rotated and its grant was not taken back; its expiry is for the caller to check.
    func refreshToken(_ digest: [UInt8]) async throws(StorageError) -> (
        token: RefreshToken, grant: Grant, isLive: Bool
    )?

    /// Rotates the refresh token of that digest, if it is of that client and bound to `keyThumbprint` or to no key.
    ///
    /// `successor` makes the next one from the stored one, and is called inside the transaction. A token that was
    /// rotated at most `graceSeconds` ago, and whose successor was not used, is answered `.repeated` once more. Moves
    /// `lastUsedAt` as `issue` does, and `expiresAt` of the grant to at least that of the successor: no token that is
    /// issued with it may live longer.
    ///
    /// Rotated tokens are kept so that their replay is noticed, as long as `RotationMemory` says; a rotation forgets
    /// the oldest of its grant, and those are `.unknown` from then on.
    func rotateRefreshToken(
        _ digest: [UInt8],
        of client: ClientID,
        keyThumbprint: String?,
        at now: Int64,
        graceSeconds: Int64,
        successor: @escaping @Sendable (RefreshToken) -> RefreshToken
    ) async throws(StorageError) -> RefreshRotation

    /// Takes a grant back with all that comes from it; answers what stands under the record's key, nil if it was taken
    /// back before.
    func revokeGrant(
        _ id: String,
        revocation: RevocationRecord,
        at now: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord?

    /// Forgets the consent and takes back all live grants of that person and client; for each of them that issued
    /// something and has not expired `revocation` makes the record that is stored and answered. Where there was
    /// nothing, nothing is recorded.
    func withdraw(
        _ client: ClientID,
        of user: UserID,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord]

    /// Takes back all live grants of that person, as `withdraw` does; consents stay.
    func revokeGrants(
        of user: UserID,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord]

    /// Takes back the live grants of that person and client with a scope that is not in `scope`, as `withdraw` does;
    /// the consent stays.
    func revokeGrants(
        of user: UserID,
        to client: ClientID,
        exceeding scope: ScopeSet,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord]

    /// Takes back the live grants to a client with a scope that is not in `scope`, as `withdraw` does; consents stay.
    func revokeGrants(
        to client: ClientID,
        exceeding scope: ScopeSet,
        at now: Int64,
        revocation: @escaping @Sendable (Grant) -> RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> [RevocationRecord]

    /// Takes back all live grants to a client, whose own record refuses their tokens; consents stay. Answers how many
    /// of them had not expired.
    @discardableResult
    func revokeGrants(to client: ClientID, at now: Int64) async throws(StorageError) -> Int

    /// Removes grants that expired before `now` and issued nothing or whose session is over, with their codes and
    /// refresh tokens, codes that nobody used in time, and refresh tokens that have expired.
    func purgeGrants(before now: Int64) async throws(StorageError)
}
