/// Reads what a TLS certificate says; it vouches for nothing.
package protocol CertificateReading: Sendable {
    /// The subject of a certificate as RFC 4514 writes it; nil if the bytes are no certificate.
    func subject(der: [UInt8]) -> String?
}

/// Reads no certificate, so that no subject ever fits.
package struct UnreadCertificates: CertificateReading {
    package init() {}

    package func subject(der: [UInt8]) -> String? { nil }
}
