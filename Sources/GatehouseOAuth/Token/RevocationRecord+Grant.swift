import GatehouseJOSE

extension RevocationRecord {
    /// Refuses every token of a grant that issues nothing more.
    ///
    /// Without an instant, because a token may be dated ahead of this moment: its client or its person had just been
    /// revoked, or the request that got it has read the clock later than this one.
    package static func spent(_ grant: Grant, now: Int64, lifetime: Int64) -> RevocationRecord {
        spent(grant.id, of: grant.clientID, now: now, lifetime: lifetime)
    }

    /// Refuses every token of the grant of that id, whether it is stored or not.
    static func spent(_ grantID: String, of client: ClientID, now: Int64, lifetime: Int64) -> RevocationRecord {
        let leeway = AuthorizationServerConfiguration.leewaySeconds
        return RevocationRecord(
            kind: .grant,
            key: .grant(grantID),
            revokedBefore: nil,
            recordedAt: now,
            // The latest one that was issued holds so long, and the gate accepts it for the leeway more.
            expiresAt: now + lifetime + 2 * leeway,
            owner: .client(client.value)
        )
    }
}
