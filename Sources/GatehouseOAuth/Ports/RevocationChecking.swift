package import GatehouseJOSE

/// Answers from memory whether a token was revoked.
package protocol RevocationChecking: Sendable {
    /// Whether the token, its grant, its client or its subject was revoked.
    func isRevoked(_ token: VerifiedToken) -> Bool
}
