package import GatehouseJOSE

/// Answers from memory what was revoked.
package protocol RevocationChecking: Sendable {
    /// Whether the token, its grant, its client or its subject was revoked.
    func isRevoked(_ token: VerifiedToken) -> Bool

    /// What a further revocation of a client's own token becomes.
    func room(for client: RevocationKey) -> RevocationRoom

    /// Whether one more token of that person's grant can be revoked alone.
    func hasRoom(inGrant grant: RevocationKey) -> Bool
}
