package import GatehouseJOSE

/// What became of a client's revocation request.
package enum RevocationOutcome: Sendable, Equatable {
    /// There was nothing to revoke, or it was revoked before.
    case nothing
    /// The token is refused.
    case token
    /// A grant was taken back with all its tokens.
    case grant
    /// The token is refused, with everything that its client got until now; `isFirst` if its tokens were kept one by
    /// one until then.
    case client(ClientID, isFirst: Bool)
}

/// Decides whether a client's revocation request changes anything (RFC 7009).
package struct Revocation: Sendable {
    /// What a revocation writes.
    package struct Change: Sendable, Equatable {
        /// The record for the store and the gate.
        package let record: RevocationRecord
        /// The person's grant that ends; nil leaves it.
        package let grant: String?
        /// Whose stored instant has to move with it; nil for a record of one token.
        package let client: ClientID?
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
    ///
    /// `lifetime` is that of new tokens, in seconds.
    package func change(
        for token: VerifiedToken,
        room: RevocationRoom,
        lifetime: Int64,
        now: Int64
    ) -> Change? {
        // RFC 7009 §2.1: the token must have been issued to the client that revokes it.
        guard token.clientID.hasSameBytes(as: caller.value) else { return nil }
        let (end, overflow) = token.expiresAt.addingReportingOverflow(AuthorizationServerConfiguration.leewaySeconds)
        guard !overflow, now <= end else { return nil }
        switch room {
        case .record:
            return Change(
                record: .token(token, now: now, expiresAt: end),
                grant: nil,
                client: nil,
                audit: event(.tokenRevoked(token: token.tokenID, client: token.clientID), now)
            )
        case .grant(let grant):
            return Change(
                record: .spent(grant, of: caller, now: now, lifetime: lifetime),
                grant: grant,
                client: nil,
                audit: event(.grantRevoked(grant: grant), now)
            )
        case .client:
            return Change(
                record: .folded(token, now: now, lifetime: lifetime, expiresAt: end),
                grant: nil,
                client: caller,
                audit: event(.clientRevocationsFolded(token: token.tokenID, client: token.clientID), now)
            )
        }
    }

    private func event(_ kind: AuditKind, _ now: Int64) -> AuditEvent {
        AuditEvent(at: now, actor: caller.value, kind: kind)
    }
}
