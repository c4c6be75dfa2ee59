/// The public keys of one issuer.
package struct VerificationKeySet: Sendable {
    /// In the order in which the document shows them.
    package let keys: [VerificationKey]

    /// Takes keys in the order in which the document shows them.
    package init(_ keys: [VerificationKey]) {
        self.keys = keys
    }

    /// The key with exactly this name and algorithm; there is no fallback to any other.
    package func key(id: String, algorithm: SigningAlgorithm) -> VerificationKey? {
        keys.first { $0.algorithm == algorithm && $0.keyID.hasSameBytes(as: id) }
    }

    /// The key for this algorithm, if there is only one.
    package func soleKey(algorithm: SigningAlgorithm) -> VerificationKey? {
        var found: VerificationKey?
        for key in keys where key.algorithm == algorithm {
            guard found == nil else { return nil }
            found = key
        }
        return found
    }
}
