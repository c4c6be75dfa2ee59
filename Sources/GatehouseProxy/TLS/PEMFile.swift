import NIOSSL

/// Reads certificates and private keys out of PEM files (RFC 7468).
enum PEMFile {
    /// The certificates in their order; at least one.
    static func certificates(in bytes: [UInt8]) throws(CertificateProblem) -> [NIOSSLCertificate] {
        let suggestion = "it holds certificates in PEM, each beginning with -----BEGIN CERTIFICATE-----"
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
            guard !certificates.isEmpty else { throw CertificateProblem("there is no certificate in it", suggestion) }
            return certificates
        } catch let problem as CertificateProblem {
            throw problem
        } catch {
            throw CertificateProblem("there is no certificate in it", suggestion)
        }
    }

    /// The one private key.
    static func key(in bytes: [UInt8]) throws(CertificateProblem) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw CertificateProblem(
                "there is no private key in it that can be read",
                "it holds one unencrypted key in PEM, beginning with -----BEGIN PRIVATE KEY-----"
            )
        }
    }
}
