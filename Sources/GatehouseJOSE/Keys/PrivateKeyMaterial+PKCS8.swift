internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

extension PrivateKeyMaterial {
    /// What comes before the 32 bytes of an Ed25519 key in its PKCS#8 form (RFC 8410 §7).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    private static let ed25519ByteCount = 32

    /// Reads an unencrypted PKCS#8 key in PEM.
    init(pkcs8PEM: String, algorithm: SigningAlgorithm) throws(KeyRefusal) {
        guard let der = PrivateKeyPEM.decode(pkcs8PEM) else { throw .notPKCS8 }
        switch algorithm {
        case .es256:
            // PKCS#8 is asked for by the PEM label; the library reads the PEM text itself.
            guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pkcs8PEM) else { throw .wrongKeyType }
            self = .ecdsa(key)
        case .rs256, .ps256:
            guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: der) else { throw .wrongKeyType }
            self = .rsa(key)
        case .edDSA:
            guard
                der.count == Self.ed25519Prefix.count + Self.ed25519ByteCount,
                der.starts(with: Self.ed25519Prefix),
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(Self.ed25519ByteCount))
            else { throw .wrongKeyType }
            self = .ed25519(key)
        }
    }

    /// The unencrypted PKCS#8 form in PEM.
    var pkcs8PEM: String {
        switch self {
        case .ecdsa(let key): key.pemRepresentation + "\n"
        case .rsa(let key): PrivateKeyPEM.encode([UInt8](key.pkcs8DERRepresentation))
        case .ed25519(let key): PrivateKeyPEM.encode(Self.ed25519Prefix + [UInt8](key.rawRepresentation))
        }
    }
}
