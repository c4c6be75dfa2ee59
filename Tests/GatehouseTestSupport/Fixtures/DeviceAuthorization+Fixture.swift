package import GatehouseOAuth

extension DeviceAuthorization {
    /// A device's request whose device code is `code`.
    package static func fixture(
        _ code: String = "device",
        userCode: String = "WDJBMJHT",
        clientID: ClientID = .fixture(),
        scope: [String] = ["openid"],
        resources: [String] = [],
        address: String? = nil,
        createdAt: Int64 = 1_000,
        expiresAt: Int64 = 1_600,
        interval: Int64 = 5
    ) -> DeviceAuthorization {
        DeviceAuthorization(
            digest: SecretDigest.of(code),
            userCode: userCode,
            clientID: clientID,
            scope: ScopeSet(scope),
            resources: resources,
            address: address,
            createdAt: createdAt,
            expiresAt: expiresAt,
            interval: interval
        )
    }
}
