package import GatehouseJOSE

extension VerifiedToken {
    /// The names under which this token can be revoked.
    package var revocationKeys: [RevocationKey] {
        let own: [RevocationKey] = [.token(tokenID), .client(clientID), .subject(subject)]
        return own + (grantID.map { [.grant($0)] } ?? [])
    }

    /// The person's grant whose own token this is.
    ///
    /// Nil for a client's own token, whose grant nobody gave, and for one that another client exchanged
    /// (RFC 8693 §4.1): that client may not end what was allowed to the first.
    package var personGrantID: String? {
        authenticationTime != nil && claims["act"] == nil ? grantID : nil
    }

    /// For whom a revocation of this token alone counts: the person's grant, or the client.
    package var revocationOwner: RevocationKey {
        personGrantID.map { .grant($0) } ?? .client(clientID)
    }
}

extension RevocationRecord {
    /// Whether it refuses a token that it names and that was issued at that instant.
    package func refuses(issuedAt: Int64) -> Bool {
        guard let revokedBefore else { return true }
        return issuedAt <= revokedBefore
    }
}
