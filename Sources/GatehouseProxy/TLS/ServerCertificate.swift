import NIOSSL

/// Holds one certificate of the public listener, ready for handshakes.
package struct ServerCertificate: Sendable {
    /// How the operator knows it: its file.
    package let name: String
    /// The host names that it is for, lowercased; `*.example.test` stands for one more label.
    package let hostNames: [String]
    /// When it begins to be good, in Unix seconds.
    package let startsAt: Int64
    /// When it is good no more, in Unix seconds.
    package let expiresAt: Int64
    /// What new connections are made with; those under way keep theirs.
    let context: NIOSSLContext

    /// Reads a certificate, the chain behind it, and its key.
    ///
    /// - Parameters:
    ///   - name: How the operator knows it.
    ///   - chain: The certificate and those that lead to its authority, in PEM.
    ///   - key: The private key in PEM.
    ///   - options: What is asked of every handshake.
    ///   - now: Unix seconds.
    /// - Throws: When the files are not what they should be, do not match, or the certificate has expired.
    package init(
        name: String,
        chain: [UInt8],
        key: [UInt8],
        options: TLSOptions,
        now: Int64
    ) throws(CertificateProblem) {
        let certificates = try PEMFile.certificates(in: chain)
        let leaf = certificates[0]
        self.name = name
        self.hostNames = Self.hostNames(of: leaf)
        self.startsAt = Int64(leaf.notValidBefore)
        self.expiresAt = Int64(leaf.notValidAfter)
        self.context = try Self.context(options.configuration(chain: certificates, key: try PEMFile.key(in: key)))
        guard expiresAt > now else { throw .expired }
    }

    private static func context(_ configuration: TLSConfiguration) throws(CertificateProblem) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            // The files were read before, so what is left is that they do not match.
            throw .otherKey
        }
    }

    /// The names of a subject alternative name (RFC 9525 §6.3: no common name).
    private static func hostNames(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames()
            .compactMap { name in
                guard name.nameType == .dnsName else { return nil }
                let bytes = name.contents.withUnsafeBufferPointer { Array($0) }
                guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
                return String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self)
            }
    }
}
