package import GatehouseJOSE

extension VerifiedToken {
    /// The names under which this token can be revoked.
    package var revocationKeys: [RevocationKey] {
        let own: [RevocationKey] = [.token(tokenID), .client(clientID), .subject(subject)]
        return own + (grantID.map { [.grant($0)] } ?? [])
    }
}

extension RevocationRecord {
    /// Whether it refuses a token that it names and that was issued at that instant.
    package func refuses(issuedAt: Int64) -> Bool {
        guard let revokedBefore else { return true }
        return issuedAt <= revokedBefore
    }
}
