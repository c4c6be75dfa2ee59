/// The public numbers of a key, as a JWK shows them (RFC 7517).
package enum JSONWebKey: Sendable, Equatable {
    /// A point on P-256, 32 bytes a coordinate (RFC 7518 §6.2.1).
    case ellipticCurve(x: [UInt8], y: [UInt8])
    /// Both big-endian without leading zeros (RFC 7518 §6.3.1).
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// An Ed25519 public key of 32 bytes (RFC 8037 §2).
    case ed25519(x: [UInt8])

    /// The members that make up the key, in the order in which the thumbprint wants them.
    package var members: JSONObject {
        switch self {
        case .ellipticCurve(let x, let y):
            ["crv": "P-256", "kty": "EC", "x": .encoded(x), "y": .encoded(y)]
        case .rsa(let modulus, let exponent):
            ["e": .encoded(exponent), "kty": "RSA", "n": .encoded(modulus)]
        case .ed25519(let x):
            ["crv": "Ed25519", "kty": "OKP", "x": .encoded(x)]
        }
    }

    /// Says whether an algorithm works with this type of key.
    func isUsable(with algorithm: SigningAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.ellipticCurve, .es256), (.rsa, .rs256), (.rsa, .ps256), (.ed25519, .edDSA): true
        default: false
        }
    }

    /// The algorithm of a key that names none.
    ///
    /// RFC 8725 §3.1: a key has one algorithm. Issuers that name none sign with RS256.
    var usualAlgorithm: SigningAlgorithm {
        switch self {
        case .ellipticCurve: .es256
        case .rsa: .rs256
        case .ed25519: .edDSA
        }
    }
}

extension JSONValue {
    fileprivate static func encoded(_ bytes: [UInt8]) -> JSONValue {
        .string(Base64URL.encode(bytes))
    }
}
