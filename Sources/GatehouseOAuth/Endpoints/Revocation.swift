package import GatehouseJOSE

/// Decides whether a client's revocation request changes anything (RFC 7009).
package struct Revocation: Sendable {
    /// What a revocation writes.
    package struct Change: Sendable, Equatable {
        /// The record for the store and the gate.
        package let record: RevocationRecord
        /// What the audit log remembers.
        package let audit: AuditEvent
    }

    /// The token that is to be revoked.
    package let token: String
    private let caller: ClientID

    package init(_ parameters: Parameters, by caller: AuthenticatedClient) throws(OAuthError) {
        // RFC 7009 §2.1: token_type_hint only speeds a look-up; a wrong one is no error.
        token = try parameters.required("token")
        self.caller = caller.client.id
    }

    /// RFC 7009 §2.2: nil where there is nothing to revoke: another's token or one that has expired.
    package func change(for token: VerifiedToken, now: Int64) -> Change? {
        // RFC 7009 §2.1: the token must have been issued to the client that revokes it.
        guard token.clientID.hasSameBytes(as: caller.value) else { return nil }
        let (end, overflow) = token.expiresAt.addingReportingOverflow(AuthorizationServerConfiguration.leewaySeconds)
        guard !overflow, now <= end else { return nil }
        return Change(
            record: .token(token.tokenID, now: now, expiresAt: end),
            audit: AuditEvent(
                at: now,
                actor: caller.value,
                kind: .tokenRevoked(token: token.tokenID, client: token.clientID)
            )
        )
    }
}
