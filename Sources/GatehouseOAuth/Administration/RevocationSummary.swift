/// A revocation as it stands after a command.
package struct RevocationSummary: Codable, Sendable, Equatable {
    /// What was named.
    package let kind: RevocationKind
    /// The name: a `jti`, a grant, a client id or a subject.
    package let name: String
    /// Tokens issued at or before this instant are refused; nil refuses every one of that name.
    package let revokedBefore: Int64?
    /// When the record may be forgotten; nil stays.
    package let expiresAt: Int64?
    /// How many people's grants ended with it; nil where none could.
    package let grants: Int?

    package init(_ record: RevocationRecord, name: String, grants: Int? = nil) {
        kind = record.kind
        self.name = name
        revokedBefore = record.revokedBefore
        expiresAt = record.expiresAt
        self.grants = grants
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case name
        case revokedBefore = "revoked_before"
        case expiresAt = "expires_at"
        case grants
    }
}
