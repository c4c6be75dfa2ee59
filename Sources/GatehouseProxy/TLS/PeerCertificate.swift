import GatehouseJOSE

/// Holds the certificate that a client has shown in its handshake, in the forms that requests need.
final class PeerCertificate: Sendable {
    /// The whole `Client-Cert` line (RFC 9440 §2.2) with its CRLF.
    let line: [UInt8]
    /// How bound tokens name it (RFC 8705 §3.1).
    let thumbprint: String

    /// Takes a verified certificate's DER bytes; nil for one that is longer than the field may be.
    init?(der: [UInt8]) {
        let value = ClientCertificateField.value(der: der)
        guard value.utf8.count <= ClientCertificateField.maximumBytes else { return nil }
        self.line = Array("Client-Cert: \(value)\r\n".utf8)
        self.thumbprint = CertificateThumbprint.of(der: der)
    }
}
