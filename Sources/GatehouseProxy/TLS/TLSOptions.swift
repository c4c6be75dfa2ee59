import NIOCore
import NIOSSL

/// Says what the public listener asks of every handshake.
package struct TLSOptions: Sendable {
    /// The oldest version of TLS that is spoken.
    package enum MinimumVersion: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// What happens to clients with and without a certificate.
    package enum ClientCertificates: String, Sendable, CaseIterable {
        /// None is asked for.
        case off
        /// A client may show one, which then has to be good.
        case request
        /// Who shows none is turned away.
        case require
    }

    /// The oldest version of TLS that is spoken.
    package var minimumVersion = MinimumVersion.tls12
    /// What happens to clients with and without a certificate.
    package private(set) var clientCertificates = ClientCertificates.off
    /// Who may vouch for clients.
    private var authorities: [NIOSSLCertificate] = []

    /// TLS 1.2 and later, without client certificates.
    package init() {}

    /// Asks clients for certificates of the authorities in a PEM bundle.
    ///
    /// - Throws: When there is no certificate in the bundle.
    package mutating func askClients(
        _ clientCertificates: ClientCertificates,
        bundle: [UInt8]
    ) throws(CertificateProblem) {
        self.clientCertificates = clientCertificates
        guard clientCertificates != .off else { return }
        authorities = try PEMFile.certificates(in: bundle)
    }

    /// The suites of TLS 1.2 that give forward secrecy and authenticate what they encrypt; TLS 1.3 has no others.
    static let suites = "ECDH+AESGCM:ECDH+CHACHA20:!aNULL"

    /// The name of HTTP/2 over TLS (RFC 9113 §3.2), which is offered first (RFC 7301).
    static let http2 = "h2"

    /// The configuration of a certificate's handshakes.
    func configuration(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = minimumVersion == .tls13 ? .tlsv13 : .tlsv12
        configuration.cipherSuites = Self.suites
        configuration.applicationProtocols = [Self.http2, "http/1.1"]
        // A client that does not answer our goodbye is waited for no longer.
        configuration.shutdownTimeout = .seconds(1)
        switch clientCertificates {
        case .off: return configuration
        case .request: configuration.certificateVerification = .optionalVerification
        case .require: configuration.certificateVerification = .noHostnameVerification
        }
        configuration.trustRoots = .certificates(authorities)
        configuration.sendCANameList = true
        return configuration
    }
}
