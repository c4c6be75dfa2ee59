internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A private key in the form in which the cryptographic library wants it.
enum PrivateKeyMaterial: Sendable {
    case ecdsa(P256.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    static func generate(for algorithm: SigningAlgorithm) throws(KeyRefusal) -> PrivateKeyMaterial {
        switch algorithm {
        case .es256: return .ecdsa(P256.Signing.PrivateKey())
        case .edDSA: return .ed25519(Curve25519.Signing.PrivateKey())
        case .rs256, .ps256:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { throw .invalidKey }
            return .rsa(key)
        }
    }

    /// The public half.
    var jwk: JSONWebKey {
        get throws(KeyRefusal) {
            switch self {
            case .ecdsa(let key):
                // SEC 1 §2.3.3, without the byte that says "uncompressed": x, then y.
                let point = [UInt8](key.publicKey.x963Representation.dropFirst())
                return .ellipticCurve(x: Array(point.prefix(point.count / 2)), y: Array(point.suffix(point.count / 2)))
            case .rsa(let key):
                guard let numbers = try? key.publicKey.getKeyPrimitives() else { throw .invalidKey }
                return .rsa(modulus: [UInt8](numbers.modulus), exponent: [UInt8](numbers.publicExponent))
            case .ed25519(let key):
                return .ed25519(x: [UInt8](key.publicKey.rawRepresentation))
            }
        }
    }

    func signature(for message: [UInt8], algorithm: SigningAlgorithm) throws(KeyRefusal) -> [UInt8] {
        do {
            switch self {
            case .ecdsa(let key):
                return [UInt8](try key.signature(for: message).rawRepresentation)
            case .rsa(let key):
                let padding = RSAScheme(algorithm, modulusByteCount: 0).padding
                return [UInt8](try key.signature(for: message, padding: padding).rawRepresentation)
            case .ed25519(let key):
                return [UInt8](try key.signature(for: message))
            }
        } catch {
            throw .invalidKey
        }
    }
}
