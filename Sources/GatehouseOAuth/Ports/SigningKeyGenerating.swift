package import GatehouseJOSE

/// Makes signing keys; an RSA key takes long enough to belong on another thread.
package protocol SigningKeyGenerating: Sendable {
    /// A new key.
    func generate(_ algorithm: SigningAlgorithm) async throws(KeyRefusal) -> SigningKey
}

/// Makes signing keys where it is called.
package struct DirectKeyGeneration: SigningKeyGenerating {
    package init() {}

    package func generate(_ algorithm: SigningAlgorithm) async throws(KeyRefusal) -> SigningKey {
        try SigningKey.generate(algorithm)
    }
}
