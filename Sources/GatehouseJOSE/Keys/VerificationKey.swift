/// A public key that is ready to check signatures of its one algorithm.
package struct VerificationKey: Sendable {
    /// Keys are copied on every request; one reference is all that such a copy takes.
    private final class Storage: Sendable {
        let algorithm: SigningAlgorithm
        let keyID: String
        let jwk: JSONWebKey
        let material: PublicKeyMaterial

        init(_ jwk: JSONWebKey, algorithm: SigningAlgorithm, keyID: String, material: PublicKeyMaterial) {
            self.algorithm = algorithm
            self.keyID = keyID
            self.jwk = jwk
            self.material = material
        }
    }

    private let storage: Storage

    /// The one algorithm whose signatures it checks.
    package var algorithm: SigningAlgorithm { storage.algorithm }
    /// The `kid` by which tokens name this key.
    package var keyID: String { storage.keyID }
    /// Its public form (RFC 7517 §4).
    package var jwk: JSONWebKey { storage.jwk }

    /// Takes the numbers of a public key; without `keyID` its name is its thumbprint.
    package init(
        _ jwk: JSONWebKey,
        algorithm: SigningAlgorithm,
        keyID: String? = nil
    ) throws(KeyRefusal) {
        guard jwk.isUsable(with: algorithm) else { throw .wrongKeyType }
        storage = Storage(
            jwk,
            algorithm: algorithm,
            keyID: keyID ?? jwk.thumbprint,
            material: try PublicKeyMaterial(jwk, algorithm: algorithm)
        )
    }

    /// Says whether these bytes are this key's signature of the message.
    package func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        isValidSignature(signature, for: message.span)
    }

    /// Says whether these bytes are this key's signature of the message.
    package func isValidSignature(_ signature: [UInt8], for message: Span<UInt8>) -> Bool {
        storage.material.isValidSignature(signature, for: message)
    }
}

extension VerificationKey: Equatable {
    package static func == (left: VerificationKey, right: VerificationKey) -> Bool {
        left.algorithm == right.algorithm && left.jwk == right.jwk && left.keyID.hasSameBytes(as: right.keyID)
    }
}
