package import GatehouseJOSE

extension StoredKey {
    /// A key made just now.
    package init(_ key: SigningKey, state: KeyState, now: Int64) {
        self.init(
            keyID: key.keyID,
            algorithm: key.algorithm,
            state: state,
            pkcs8PEM: Secret(key.pkcs8PEM),
            createdAt: now,
            activatedAt: state == .current ? now : nil
        )
    }

    /// The same key once it signs.
    func activated(at now: Int64) -> StoredKey {
        moved(to: .current, activatedAt: now, retiredAt: nil)
    }

    /// The same key once it signs no more.
    func retired(at now: Int64) -> StoredKey {
        moved(to: .previous, activatedAt: activatedAt, retiredAt: now)
    }

    private func moved(to state: KeyState, activatedAt: Int64?, retiredAt: Int64?) -> StoredKey {
        StoredKey(
            keyID: keyID,
            algorithm: algorithm,
            state: state,
            pkcs8PEM: pkcs8PEM,
            createdAt: createdAt,
            activatedAt: activatedAt,
            retiredAt: retiredAt
        )
    }

    /// The private key for signing.
    func signingKey() throws(StorageError) -> SigningKey {
        do {
            let key = try pkcs8PEM.withExposedValue { pem throws(KeyRefusal) in
                try SigningKey(pkcs8PEM: pem, algorithm: algorithm)
            }
            guard key.keyID == keyID else { throw StorageError.corrupt("a signing key is not the one it is named for") }
            return key
        } catch let error as StorageError {
            throw error
        } catch {
            throw .corrupt("a signing key cannot be read: \(error)")
        }
    }
}
