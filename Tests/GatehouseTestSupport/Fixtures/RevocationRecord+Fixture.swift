import GatehouseJOSE
package import GatehouseOAuth

extension RevocationRecord {
    /// The revocation of one token.
    package static func token(
        _ name: String = "token",
        recordedAt: Int64 = 2_000,
        expiresAt: Int64? = 5_000,
        client: String? = nil
    ) -> RevocationRecord {
        RevocationRecord(
            kind: .token,
            key: .token(name),
            revokedBefore: nil,
            recordedAt: recordedAt,
            expiresAt: expiresAt,
            owner: client.map { .client($0) }
        )
    }

    /// The revocation of a client's tokens.
    package static func client(
        _ name: String = "reporting",
        revokedBefore: Int64? = 2_000,
        recordedAt: Int64 = 2_000,
        expiresAt: Int64? = nil
    ) -> RevocationRecord {
        RevocationRecord(
            kind: .client,
            key: .client(name),
            revokedBefore: revokedBefore,
            recordedAt: recordedAt,
            expiresAt: expiresAt
        )
    }

    /// The revocation of a grant's tokens.
    package static func grant(
        _ name: String = "grant",
        revokedBefore: Int64? = 2_000,
        recordedAt: Int64 = 2_000,
        expiresAt: Int64? = 5_000,
        client: String? = nil
    ) -> RevocationRecord {
        RevocationRecord(
            kind: .grant,
            key: .grant(name),
            revokedBefore: revokedBefore,
            recordedAt: recordedAt,
            expiresAt: expiresAt,
            owner: client.map { .client($0) }
        )
    }

    /// The revocation of a subject's tokens.
    package static func subject(
        _ name: String = "subject",
        revokedBefore: Int64? = 2_000,
        recordedAt: Int64 = 2_000,
        expiresAt: Int64? = 5_000
    ) -> RevocationRecord {
        RevocationRecord(
            kind: .subject,
            key: .subject(name),
            revokedBefore: revokedBefore,
            recordedAt: recordedAt,
            expiresAt: expiresAt
        )
    }
}
