import NIOCore
import NIOSSL

/// Holds what connections to upstreams over TLS are made with: who may vouch for them, and what the gate shows them.
package struct UpstreamTrust: Sendable {
    /// Offers HTTP/1.1 alone.
    private let http1: NIOSSLContext
    /// Offers HTTP/2 and HTTP/1.1 (RFC 9113 §3.2).
    private let http2: NIOSSLContext
    /// What the gate shows to those that ask for it; nil for nothing.
    package let certificate: UpstreamCertificate?

    /// Trusts the authorities of the system, and those of a PEM bundle besides.
    ///
    /// It reads the system's files, so it is not for an event loop.
    package init(
        bundle: [UInt8]? = nil,
        showing certificate: UpstreamCertificate? = nil
    ) throws(CertificateProblem) {
        self.certificate = certificate
        var own: [NIOSSLCertificate]?
        if let bundle { own = try PEMFile.certificates(in: bundle) }
        self.http1 = try Self.context(offering: ["http/1.1"], own)
        self.http2 = try Self.context(offering: ["h2", "http/1.1"], own)
    }

    /// What a handshake is made with.
    func context(offeringHTTP2 offersHTTP2: Bool) -> NIOSSLContext {
        offersHTTP2 ? http2 : http1
    }

    private static func context(
        offering protocols: [String],
        _ own: [NIOSSLCertificate]?
    ) throws(CertificateProblem) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = TLSOptions.suites
        configuration.applicationProtocols = protocols
        configuration.certificateVerification = .fullVerification
        configuration.shutdownTimeout = .seconds(1)
        // The certificate is not part of the context, from which it would go to hosts that did not prove their names.
        configuration.sslContextCallback = CertificatePresenter.answer
        if let own { configuration.additionalTrustRoots = [.certificates(own)] }
        if let context = try? NIOSSLContext(configuration: configuration) { return context }
        // Where the system has none, as in a small container, those of the bundle count alone.
        configuration.trustRoots = .certificates(own ?? [])
        configuration.additionalTrustRoots = []
        guard own != nil, let context = try? NIOSSLContext(configuration: configuration) else {
            throw CertificateProblem(
                "the authorities of the system cannot be read",
                "install its certificates, usually the package ca-certificates"
            )
        }
        return context
    }
}
