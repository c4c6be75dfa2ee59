import NIOSSL

/// Holds the certificate that the gate shows to upstreams that ask for one, with its key.
package struct UpstreamCertificate: Sendable {
    /// How the operator knows it: its file.
    package let name: String
    /// When it begins to be good, in Unix seconds.
    package let startsAt: Int64
    /// When it is good no more, in Unix seconds.
    package let expiresAt: Int64
    /// What a handshake takes it from.
    let shown: NIOSSLContextConfigurationOverride

    /// Reads a certificate, the chain behind it, and its key.
    ///
    /// - Parameters:
    ///   - name: How the operator knows it.
    ///   - chain: The certificate and those that lead to its authority, in PEM.
    ///   - key: The private key in PEM.
    ///   - now: Unix seconds.
    /// - Throws: When the files are not what they should be, do not match, or the certificate has expired.
    package init(name: String, chain: [UInt8], key: [UInt8], now: Int64) throws(CertificateProblem) {
        let certificates = try PEMFile.certificates(in: chain)
        let key = try PEMFile.key(in: key)
        self.name = name
        self.startsAt = Int64(certificates[0].notValidBefore)
        self.expiresAt = Int64(certificates[0].notValidAfter)
        var shown = NIOSSLContextConfigurationOverride()
        shown.certificateChain = certificates.map { .certificate($0) }
        shown.privateKey = .privateKey(key)
        self.shown = shown
        try Self.check(certificates, key)
        guard expiresAt > now else { throw .expired }
    }

    /// Makes a context for nothing but to see whether the two belong together.
    private static func check(
        _ certificates: [NIOSSLCertificate],
        _ key: NIOSSLPrivateKey
    ) throws(CertificateProblem) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        configuration.certificateChain = certificates.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .otherKey
        }
    }
}
