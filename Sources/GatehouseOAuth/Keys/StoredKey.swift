package import GatehouseJOSE

/// Where a signing key is in its life.
package enum KeyState: String, Sendable, CaseIterable, Codable {
    /// Published, not signing yet.
    case next
    /// Published and signing.
    case current
    /// Published until the last token it signed has expired.
    case previous
}

/// A signing key as the store keeps it.
package struct StoredKey: Sendable, Equatable {
    /// The RFC 7638 thumbprint.
    package let keyID: String
    /// The algorithm it signs with.
    package let algorithm: SigningAlgorithm
    /// Where it is in its life.
    package let state: KeyState
    /// The private key.
    package let pkcs8PEM: Secret<String>
    /// When it was made, in Unix seconds.
    package let createdAt: Int64
    /// When it became current, in Unix seconds.
    package let activatedAt: Int64?
    /// When it ceased to be current, in Unix seconds.
    package let retiredAt: Int64?

    package init(
        keyID: String,
        algorithm: SigningAlgorithm,
        state: KeyState,
        pkcs8PEM: Secret<String>,
        createdAt: Int64,
        activatedAt: Int64? = nil,
        retiredAt: Int64? = nil
    ) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.state = state
        self.pkcs8PEM = pkcs8PEM
        self.createdAt = createdAt
        self.activatedAt = activatedAt
        self.retiredAt = retiredAt
    }
}
