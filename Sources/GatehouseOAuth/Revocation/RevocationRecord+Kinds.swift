import GatehouseJOSE

extension RevocationRecord {
    /// Refuses one token until it would have expired anyway.
    package static func token(_ tokenID: String, now: Int64, expiresAt: Int64) -> RevocationRecord {
        RevocationRecord(
            kind: .token,
            key: .token(tokenID),
            revokedBefore: nil,
            recordedAt: now,
            expiresAt: expiresAt
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

    /// Refuses the tokens of a removed client, also those signed while this was committed.
    package static func deletedClient(_ id: ClientID, now: Int64, lifetime: Int64) -> RevocationRecord {
        until(now + commitSeconds, kind: .client, key: .client(id.value), now: now, lifetime: lifetime)
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
        RevocationRecord(
            kind: kind,
            key: key,
            revokedBefore: instant,
            recordedAt: now,
            expiresAt: instant + lifetime + AuthorizationServerConfiguration.leewaySeconds
        )
    }
}
