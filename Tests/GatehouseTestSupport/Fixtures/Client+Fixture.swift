package import GatehouseOAuth

extension ClientID {
    /// An id that is known to be one; stops the test run if it is not.
    package static func fixture(_ value: String = "reporting") -> ClientID {
        guard let id = ClientID(value) else {
            preconditionFailure("\(value) is not a client id")
        }
        return id
    }
}

extension Client {
    /// A client for client credentials; a test states only what matters to it.
    package static func fixture(
        id: String = "reporting",
        application: String = "tstapp",
        name: String = "Reporting job",
        grants: Set<GrantType> = [.clientCredentials],
        scopes: [String] = ["tstapp_data.read"],
        isPublic: Bool = false,
        redirectURIs: [String] = [],
        policyURI: String? = nil,
        termsOfServiceURI: String? = nil,
        secrets: [ClientSecret] = [],
        createdAt: Int64 = 1_000,
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil,
        firstIssuedAt: Int64? = nil,
        profile: ClientProfile = ClientProfile()
    ) -> Client {
        Client(
            id: .fixture(id),
            application: application,
            name: name,
            grants: grants,
            scopes: ScopeSet(scopes),
            isPublic: isPublic,
            redirectURIs: redirectURIs,
            policyURI: policyURI,
            termsOfServiceURI: termsOfServiceURI,
            secrets: secrets,
            createdAt: createdAt,
            disabledAt: disabledAt,
            revokedBefore: revokedBefore,
            firstIssuedAt: firstIssuedAt,
            profile: profile
        )
    }
}

extension ClientSecret {
    /// A secret whose digest consists of one byte, thirty-two times.
    package static func fixture(
        id: String = "first",
        label: String = "",
        digest: UInt8 = 1,
        createdAt: Int64 = 1_000,
        lastUsedAt: Int64? = nil
    ) -> ClientSecret {
        ClientSecret(
            id: id,
            label: label,
            digest: Array(repeating: digest, count: 32),
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }
}
