internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A public key in the form in which the cryptographic library wants it.
enum PublicKeyMaterial: Sendable {
    case ecdsa(P256.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey, RSAScheme)
    case ed25519(Curve25519.Signing.PublicKey)

    // RFC 7518 §3.4: r and s with 32 bytes each. RFC 8032 §5.1.6: 64 bytes as well.
    private static let curveSignatureByteCount = 64

    init(_ jwk: JSONWebKey, algorithm: SigningAlgorithm) throws(KeyRefusal) {
        switch jwk {
        case .ellipticCurve(let x, let y):
            // SEC 1 §2.3.4: the library checks that the point is on the curve.
            guard let key = try? P256.Signing.PublicKey(x963Representation: [0x04] + x + y) else {
                throw .invalidKey
            }
            self = .ecdsa(key)
        case .rsa(let modulus, let exponent):
            let key = try RSAKeyRules.publicKey(modulus: modulus, exponent: exponent)
            self = .rsa(key, RSAScheme(algorithm, modulusByteCount: modulus.count))
        case .ed25519(let x):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { throw .invalidKey }
            self = .ed25519(key)
        }
    }

    func isValidSignature(_ signature: [UInt8], for message: Span<UInt8>) -> Bool {
        switch self {
        case .ecdsa(let key):
            guard
                signature.count == Self.curveSignatureByteCount,
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: Self.digest(message))
        case .rsa(let key, let scheme):
            // RFC 8017 §8.1.2, §8.2.2: a signature is as long as the modulus.
            guard signature.count == scheme.signatureByteCount else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: Self.digest(message), padding: scheme.padding)
        case .ed25519(let key):
            guard signature.count == Self.curveSignatureByteCount else { return false }
            return message.withUnsafeBytes { key.isValidSignature(signature, for: $0) }
        }
    }

    private static func digest(_ message: Span<UInt8>) -> SHA256Digest {
        var hash = SHA256()
        message.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize()
    }
}

/// What makes RS256 and PS256 different uses of one kind of key.
struct RSAScheme: Sendable {
    let padding: _RSA.Signing.Padding
    let signatureByteCount: Int

    init(_ algorithm: SigningAlgorithm, modulusByteCount: Int) {
        // RFC 7518 §3.5: PS256 has a salt as long as the digest, which is what the library does.
        padding = algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5
        signatureByteCount = modulusByteCount
    }
}
