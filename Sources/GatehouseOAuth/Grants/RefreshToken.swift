/// A refresh token as the store keeps it: its digest, and what its successor is made from.
package struct RefreshToken: Sendable, Equatable {
    /// SHA-256 of the token.
    package var digest: [UInt8]
    /// The family that it belongs to.
    package var grantID: String
    /// Goes with the token itself into the successor: `HMAC(key, salt ‖ token)`.
    package var salt: [UInt8]
    /// RFC 9449 §5: the thumbprint of the key that a public client must prove.
    package var keyThumbprint: String?
    /// In Unix seconds.
    package var createdAt: Int64
    /// In Unix seconds.
    package var expiresAt: Int64

    package init(
        digest: [UInt8],
        grantID: String,
        salt: [UInt8],
        keyThumbprint: String? = nil,
        createdAt: Int64,
        expiresAt: Int64
    ) {
        self.digest = digest
        self.grantID = grantID
        self.salt = salt
        self.keyThumbprint = keyThumbprint
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
