internal import Crypto

/// The hashes by which an ID token names what was issued with it: `at_hash`, `c_hash` (OpenID Connect Core §3.1.3.6).
package enum TokenHash {
    /// The left half of the hash that goes with the ID token's algorithm, in base64url.
    package static func half(of token: String, algorithm: SigningAlgorithm) -> String {
        let digest: [UInt8]
        switch algorithm {
        case .es256, .rs256, .ps256: digest = Array(SHA256.hash(data: Array(token.utf8)))
        // RFC 8032 §5.1: Ed25519 hashes with SHA-512.
        case .edDSA: digest = Array(SHA512.hash(data: Array(token.utf8)))
        }
        return Base64URL.encode(digest.prefix(digest.count / 2))
    }
}
