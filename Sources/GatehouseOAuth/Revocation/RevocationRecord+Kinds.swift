package import GatehouseJOSE

extension RevocationRecord {
    /// Refuses one token until it would have expired anyway.
    package static func token(
        _ tokenID: String,
        now: Int64,
        expiresAt: Int64,
        owner: RevocationKey? = nil
    ) -> RevocationRecord {
        RevocationRecord(
            kind: .token,
            key: .token(tokenID),
            revokedBefore: nil,
            recordedAt: now,
            expiresAt: expiresAt,
            owner: owner
        )
    }

    /// Refuses a token that was verified, and says whose it was.
    package static func token(_ token: VerifiedToken, now: Int64, expiresAt: Int64) -> RevocationRecord {
        // A token that followed a revocation of its client is dated a little ahead.
        .token(token.tokenID, now: max(now, token.issuedAt), expiresAt: expiresAt, owner: token.revocationOwner)
    }

    /// Refuses a token together with all that its client got until then, in the place of one record more.
    package static func folded(
        _ token: VerifiedToken,
        now: Int64,
        lifetime: Int64,
        expiresAt: Int64
    ) -> RevocationRecord {
        let client = RevocationRecord.client(token.clientID, now: max(now, token.issuedAt), lifetime: lifetime)
        return RevocationRecord(
            kind: client.kind,
            key: client.key,
            revokedBefore: client.revokedBefore,
            recordedAt: client.recordedAt,
            // The token may be from a time when tokens lived longer.
            expiresAt: max(client.expiresAt ?? .max, expiresAt)
        )
    }

    /// Refuses the tokens of a grant issued until now.
    package static func grant(_ grantID: String, now: Int64, lifetime: Int64) -> RevocationRecord {
        until(now, kind: .grant, key: .grant(grantID), now: now, lifetime: lifetime)
    }

    /// Refuses the tokens about a subject issued until now.
    package static func subject(_ subject: String, now: Int64, lifetime: Int64) -> RevocationRecord {
        until(now, kind: .subject, key: .subject(subject), now: now, lifetime: lifetime)
    }

    /// Refuses the tokens of a client issued until now.
    package static func client(_ clientID: String, now: Int64, lifetime: Int64) -> RevocationRecord {
        until(now, kind: .client, key: .client(clientID), now: now, lifetime: lifetime)
    }

    /// Refuses every token of a client for as long as it is disabled, also those signed while this was committed.
    package static func disabledClient(_ id: ClientID, now: Int64) -> RevocationRecord {
        RevocationRecord(
            kind: .client,
            key: .client(id.value),
            revokedBefore: nil,
            recordedAt: now,
            expiresAt: nil
        )
    }

    /// Refuses what was issued to a disabled client until it is enabled, and no less than before it was disabled.
    package static func enabledClient(_ client: Client, now: Int64, lifetime: Int64) -> RevocationRecord {
        let instant = max(now, client.revokedBefore ?? now)
        return until(instant, kind: .client, key: .client(client.id.value), now: now, lifetime: lifetime)
    }

    /// Refuses the tokens of a removed client, also those signed while this was committed.
    package static func deletedClient(_ client: Client, now: Int64, lifetime: Int64) -> RevocationRecord {
        let instant = max(now + commitSeconds, client.revokedBefore ?? now)
        return until(instant, kind: .client, key: .client(client.id.value), now: now, lifetime: lifetime)
    }

    /// Refuses every token about a person for as long as they are disabled.
    package static func disabledSubject(_ id: UserID, now: Int64) -> RevocationRecord {
        RevocationRecord(
            kind: .subject,
            key: .subject(id.value),
            revokedBefore: nil,
            recordedAt: now,
            expiresAt: nil
        )
    }

    /// Refuses what was issued to a disabled person until they are enabled.
    package static func enabledSubject(_ user: User, now: Int64, lifetime: Int64) -> RevocationRecord {
        let instant = max(now, user.revokedBefore ?? now)
        return until(instant, kind: .subject, key: .subject(user.id.value), now: now, lifetime: lifetime)
    }

    /// Longer than a request in flight takes from reading its client to signing.
    private static let commitSeconds: Int64 = 5

    private static func until(
        _ instant: Int64,
        kind: RevocationKind,
        key: RevocationKey,
        now: Int64,
        lifetime: Int64
    ) -> RevocationRecord {
        let (end, overflow) = instant.addingReportingOverflow(
            lifetime + AuthorizationServerConfiguration.leewaySeconds
        )
        return RevocationRecord(
            kind: kind,
            key: key,
            revokedBefore: instant,
            recordedAt: now,
            expiresAt: overflow ? .max : end
        )
    }
}
