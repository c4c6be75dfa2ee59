package import GatehouseJOSE

/// Refuses tokens that somebody took back, on one node.
package struct RevocationEntry: Sendable, Equatable {
    /// What was taken back: a token, a grant, a client or a subject.
    package let key: RevocationKey
    /// Tokens with `iat` at or before this instant (Unix seconds) are refused; nil refuses whatever the key names.
    package let revokedBefore: Int64?
    /// When it was taken back (Unix seconds): a token that was taken back by its own name was not issued later.
    package let recordedAt: Int64
    /// When no such token can be alive any more (Unix seconds); `Int64.max` while it has to stay.
    package let expiresAt: Int64
    /// The client that the key names or belongs to, or the grant of a person's token, if known: what the entry is folded
    /// into when the table is full.
    package let client: RevocationKey?

    /// Creates an entry from its parts.
    package init(
        key: RevocationKey,
        revokedBefore: Int64?,
        recordedAt: Int64,
        expiresAt: Int64,
        client: RevocationKey? = nil
    ) {
        self.key = key
        self.revokedBefore = revokedBefore
        self.recordedAt = recordedAt
        self.expiresAt = expiresAt
        self.client = client
    }
}

/// Changes what a loop's revocation table refuses.
package enum RevocationChange: Sendable, Equatable {
    /// Refuse from now on.
    case revoke(RevocationEntry)
    /// Stop refusing what the key names, as when a client is enabled again.
    case lift(RevocationKey)
}
