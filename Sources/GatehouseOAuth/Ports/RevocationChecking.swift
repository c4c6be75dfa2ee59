package import GatehouseJOSE

/// Answers from memory what was revoked.
package protocol RevocationChecking: Sendable {
    /// Whether the token, its grant, its client or its subject was revoked.
    func isRevoked(_ token: VerifiedToken) -> Bool

    /// What a further revocation by the client becomes.
    func room(for client: RevocationKey) -> RevocationRoom
}
