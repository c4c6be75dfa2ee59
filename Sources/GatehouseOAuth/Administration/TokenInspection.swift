/// What can be said about a token: what it claims and whether that holds.
package struct TokenInspection: Codable, Sendable, Equatable {
    /// Whether the gate would take it for one of its audiences now.
    package let isValid: Bool
    /// The first reason why not: a stable name.
    package let reason: String?
    /// The same reason as a sentence.
    package let explanation: String?
    /// Which revocation refuses it, if one does.
    package let revokedBy: RevocationKind?
    /// Seconds until it expires; negative since then.
    package let remaining: Int64?
    /// The header as it was sent; unproved unless the signature is right.
    package let header: JSONDocument?
    /// The claims as they were sent; unproved unless the signature is right.
    package let claims: JSONDocument?

    package init(
        isValid: Bool,
        reason: String? = nil,
        explanation: String? = nil,
        revokedBy: RevocationKind? = nil,
        remaining: Int64? = nil,
        header: JSONDocument? = nil,
        claims: JSONDocument? = nil
    ) {
        self.isValid = isValid
        self.reason = reason
        self.explanation = explanation
        self.revokedBy = revokedBy
        self.remaining = remaining
        self.header = header
        self.claims = claims
    }

    private enum CodingKeys: String, CodingKey {
        case isValid = "valid"
        case reason
        case explanation
        case revokedBy = "revoked_by"
        case remaining = "remaining_seconds"
        case header
        case claims
    }
}
