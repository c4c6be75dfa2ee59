import NIOCore
import NIOSSL

/// Holds what connections to upstreams over TLS are made with: who may vouch for them.
package struct UpstreamTrust: Sendable {
    let context: NIOSSLContext

    /// Trusts the authorities of the system, and those of a PEM bundle besides.
    ///
    /// It reads the system's files, so it is not for an event loop.
    package init(bundle: [UInt8]? = nil) throws(CertificateProblem) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = TLSOptions.suites
        configuration.applicationProtocols = ["http/1.1"]
        configuration.certificateVerification = .fullVerification
        configuration.shutdownTimeout = .seconds(1)
        var own: [NIOSSLCertificate]?
        if let bundle { own = try PEMFile.certificates(in: bundle) }
        if let own { configuration.additionalTrustRoots = [.certificates(own)] }
        if let context = try? NIOSSLContext(configuration: configuration) {
            self.context = context
            return
        }
        // Where the system has none, as in a small container, those of the bundle count alone.
        configuration.trustRoots = .certificates(own ?? [])
        configuration.additionalTrustRoots = []
        guard own != nil, let context = try? NIOSSLContext(configuration: configuration) else {
            throw CertificateProblem(
                "the authorities of the system cannot be read",
                "install its certificates, usually the package ca-certificates"
            )
        }
        self.context = context
    }
}
