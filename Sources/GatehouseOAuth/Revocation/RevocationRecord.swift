package import GatehouseJOSE

/// What a revocation names.
package enum RevocationKind: String, Sendable, CaseIterable, Codable {
    case token
    case grant
    case client
    case subject
}

/// A revocation as the store keeps it and the gate learns it.
package struct RevocationRecord: Sendable, Equatable {
    /// What it names.
    package let kind: RevocationKind
    /// The digest of the name.
    package let key: RevocationKey
    /// Tokens with `iat` at or before this instant are refused; nil (always for `.token`) refuses every token it names.
    package let revokedBefore: Int64?
    /// When it was recorded, in Unix seconds; a token's is not before the token was issued.
    package let recordedAt: Int64
    /// When the last token that it could refuse has expired; nil stays, as for a disabled client.
    package let expiresAt: Int64?
    /// What it belongs to, and what a full table of the gate refuses in its place: a client, or for a token of a
    /// person its grant; nil where that is not known, and where the name is a client or a subject.
    package let owner: RevocationKey?

    package init(
        kind: RevocationKind,
        key: RevocationKey,
        revokedBefore: Int64?,
        recordedAt: Int64,
        expiresAt: Int64?,
        owner: RevocationKey? = nil
    ) {
        self.kind = kind
        self.key = key
        self.revokedBefore = revokedBefore
        self.recordedAt = recordedAt
        self.expiresAt = expiresAt
        self.owner = owner
    }
}

extension RevocationRecord {
    /// The one record that refuses all that this and an earlier record of the same key refuse.
    package func merged(with earlier: RevocationRecord) -> RevocationRecord {
        RevocationRecord(
            kind: kind,
            key: key,
            revokedBefore: RevocationRecord.later(revokedBefore, earlier.revokedBefore),
            recordedAt: max(recordedAt, earlier.recordedAt),
            expiresAt: RevocationRecord.later(expiresAt, earlier.expiresAt),
            owner: owner ?? earlier.owner
        )
    }

    /// In both fields nil is without end.
    private static func later(_ first: Int64?, _ second: Int64?) -> Int64? {
        guard let first, let second else { return nil }
        return max(first, second)
    }
}
