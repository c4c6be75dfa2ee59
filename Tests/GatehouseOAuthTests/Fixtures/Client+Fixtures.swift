import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

extension Client {
    /// The secret of the clients that these tests make; as hostile to form encoding as a secret may be.
    static let secretText = "s3cr3t +%&=:ü"

    /// A client of `tstapp` for client credentials.
    static func reader(
        id: String = "reader",
        application: String = "tstapp",
        grants: Set<GrantType> = [.clientCredentials],
        scopes: [String] = ["tstapp_data.read", "tstapp_datamanagement", "billing_invoices"],
        isPublic: Bool = false,
        secrets: [ClientSecret]? = nil,
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil
    ) -> Client {
        .fixture(
            id: id,
            application: application,
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            secrets: secrets ?? (isPublic ? [] : [.of(secretText)]),
            disabledAt: disabledAt,
            revokedBefore: revokedBefore
        )
    }
}

extension ClientSecret {
    static func of(_ text: String, id: String = "first") -> ClientSecret {
        ClientSecret(id: id, label: id, digest: SecretDigest.of(text), createdAt: 1_000)
    }
}
