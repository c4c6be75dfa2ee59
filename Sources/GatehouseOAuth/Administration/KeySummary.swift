import GatehouseJOSE

/// A signing key as lists show it.
package struct KeySummary: Codable, Sendable, Equatable {
    /// The RFC 7638 thumbprint.
    package let keyID: String
    /// The algorithm it signs with.
    package let algorithm: String
    /// Where it is in its life.
    package let state: KeyState
    /// When it was made, in Unix seconds.
    package let createdAt: Int64
    /// When it became current, in Unix seconds.
    package let activatedAt: Int64?
    /// When it ceased to be current, in Unix seconds.
    package let retiredAt: Int64?
    /// Seconds since it was made.
    package let age: Int64

    package init(_ key: StoredKey, now: Int64) {
        keyID = key.keyID
        algorithm = key.algorithm.rawValue
        state = key.state
        createdAt = key.createdAt
        activatedAt = key.activatedAt
        retiredAt = key.retiredAt
        age = max(0, now - key.createdAt)
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "kid"
        case algorithm = "alg"
        case state
        case createdAt = "created_at"
        case activatedAt = "activated_at"
        case retiredAt = "retired_at"
        case age = "age_seconds"
    }
}
