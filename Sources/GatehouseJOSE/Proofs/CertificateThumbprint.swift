internal import Crypto

/// The name of an X.509 certificate in tokens: `x5t#S256` (RFC 8705 §3.1).
package enum CertificateThumbprint {
    /// SHA-256 over the DER bytes of a certificate, in base64url.
    package static func of(der: [UInt8]) -> String {
        Base64URL.encode(Array(SHA256.hash(data: der)))
    }
}
