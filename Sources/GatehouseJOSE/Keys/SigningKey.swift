/// A private key with its one algorithm.
package struct SigningKey: Sendable {
    /// What it signs with, and nothing else.
    package let algorithm: SigningAlgorithm
    /// The public half.
    package let verificationKey: VerificationKey
    private let material: PrivateKeyMaterial

    /// The RFC 7638 thumbprint, which serves as `kid`.
    package var keyID: String { verificationKey.keyID }

    init(_ material: PrivateKeyMaterial, algorithm: SigningAlgorithm) throws(KeyRefusal) {
        self.verificationKey = try VerificationKey(try material.jwk, algorithm: algorithm)
        self.algorithm = algorithm
        self.material = material
    }

    /// Makes a new key; an RSA key has 2048 bits and takes about a second.
    package static func generate(_ algorithm: SigningAlgorithm) throws(KeyRefusal) -> SigningKey {
        try SigningKey(try .generate(for: algorithm), algorithm: algorithm)
    }

    /// Reads an unencrypted PKCS#8 key in PEM (RFC 7468 §10).
    package init(pkcs8PEM: String, algorithm: SigningAlgorithm) throws(KeyRefusal) {
        try self.init(try PrivateKeyMaterial(pkcs8PEM: pkcs8PEM, algorithm: algorithm), algorithm: algorithm)
    }

    /// The unencrypted PKCS#8 form in PEM.
    package var pkcs8PEM: String {
        material.pkcs8PEM
    }

    /// This key's signature of a message.
    package func signature(for message: [UInt8]) throws(KeyRefusal) -> [UInt8] {
        try material.signature(for: message, algorithm: algorithm)
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the key; the private half cannot be printed.
    package var description: String { "SigningKey(\(algorithm.rawValue), \(keyID))" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
