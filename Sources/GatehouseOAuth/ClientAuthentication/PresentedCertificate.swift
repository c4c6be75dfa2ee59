import GatehouseJOSE

/// The certificate that a client presented to the gate or to a proxy before it (RFC 8705 §2, RFC 9440 §2.2).
struct PresentedCertificate: Sendable {
    /// Its SHA-256 in base64url.
    let thumbprint: String
    /// Its subject as RFC 4514 writes it, if that is asked for and can be read.
    let subject: String?

    /// Nil if the request has none that can be read.
    init?(_ request: EndpointRequest, for client: Client, reading: any CertificateReading) {
        guard let der = request.certificate.flatMap({ ClientCertificateField.der(of: $0) }) else { return nil }
        thumbprint = CertificateThumbprint.of(der: der)
        subject = client.profile.authenticationMethod == .tlsClientAuth ? reading.subject(der: der) : nil
    }

    /// Whether the client has registered it.
    func isRegistered(for client: Client) -> Bool {
        switch client.profile.authenticationMethod {
        case .tlsClientAuth?:
            // RFC 8705 §2.1: whoever passes the certificate on has checked its chain.
            guard let subject, let expected = client.profile.certificateSubject else { return false }
            return expected.hasSameBytes(as: subject)
        case .selfSignedTLS?:
            return (client.profile.certificateThumbprints ?? []).contains(where: thumbprint.hasSameBytes(as:))
        case nil, .basic?, .post?, .privateKeyJWT?, .none?:
            return false
        }
    }
}
