package import GatehouseJOSE
package import GatehouseOAuth

extension StoredKey {
    /// A key that signs nothing: its private half is a text that says so.
    package static func fixture(
        id: String = "key",
        algorithm: SigningAlgorithm = .es256,
        state: KeyState = .current,
        pkcs8PEM: String = "not a private key",
        createdAt: Int64 = 1_000,
        activatedAt: Int64? = nil,
        retiredAt: Int64? = nil
    ) -> StoredKey {
        StoredKey(
            keyID: id,
            algorithm: algorithm,
            state: state,
            pkcs8PEM: Secret(pkcs8PEM),
            createdAt: createdAt,
            activatedAt: activatedAt,
            retiredAt: retiredAt
        )
    }
}
