/// The signature algorithms that exist here; there is no way to write `none` or a shared secret (RFC 8725 §3.1).
package enum SigningAlgorithm: String, Sendable, CaseIterable, Codable {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    case es256 = "ES256"
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    case rs256 = "RS256"
    /// RSASSA-PSS with SHA-256 (RFC 7518 §3.5).
    case ps256 = "PS256"
    /// Ed25519 (RFC 8037 §3.1).
    case edDSA = "EdDSA"

    /// Finds an algorithm by the exact bytes of its name.
    package init?(name: String) {
        guard let algorithm = Self(rawValue: name), algorithm.rawValue.hasSameBytes(as: name) else { return nil }
        self = algorithm
    }
}
