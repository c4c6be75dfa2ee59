/// One of the (at most two) live secrets of a client: its digest, never itself.
package struct ClientSecret: Sendable, Equatable {
    /// How the secret is named in lists and in the audit log.
    package let id: String
    /// What the administrator called it.
    package let label: String
    /// SHA-256 of the secret.
    ///
    /// The secret has 256 random bits, so a slow hash would add nothing.
    package let digest: [UInt8]
    /// When it was made, in Unix seconds.
    package let createdAt: Int64
    /// When it last authenticated its client, in Unix seconds; coalesced, so up to a minute late.
    package let lastUsedAt: Int64?

    package init(id: String, label: String, digest: [UInt8], createdAt: Int64, lastUsedAt: Int64? = nil) {
        self.id = id
        self.label = label
        self.digest = digest
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}
