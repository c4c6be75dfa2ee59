import GatehouseTestSupport
import NIOSSL
import Testing

@testable import GatehouseProxy

/// Certificates of one authority, and clients that trust it.
struct SecureFixture {
    static let now = LoopState.unixSeconds()

    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    /// What a listener shows.
    func certificates(
        _ issued: [TestCertificate],
        options: TLSOptions = TLSOptions()
    ) throws -> ServerCertificates {
        let all = try issued.map { issued in
            try ServerCertificate(
                name: "test.pem",
                chain: Array(issued.pem.utf8),
                key: Array(issued.key.utf8),
                options: options,
                now: Self.now
            )
        }
        return try #require(ServerCertificates(all))
    }

    /// One certificate for `localhost`, and what is asked of clients.
    func certificates(
        asking clients: TLSOptions.ClientCertificates = .off,
        minimum: TLSOptions.MinimumVersion = .tls12
    ) throws -> ServerCertificates {
        var options = TLSOptions()
        options.minimumVersion = minimum
        try options.askClients(clients, bundle: Array(authority.pem.utf8))
        return try certificates([authority.issue()], options: options)
    }

    /// What an upstream shakes hands with.
    func upstream(
        _ certificate: TestCertificate,
        offering protocols: [String] = ["http/1.1"],
        asking verification: CertificateVerification = .none,
        for clients: TestAuthority? = nil,
        newest: TLSVersion? = nil
    ) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.pem.utf8))
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem))
        )
        configuration.applicationProtocols = protocols
        configuration.maximumTLSVersion = newest
        configuration.certificateVerification = verification
        let believed = Array((clients ?? authority).pem.utf8)
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(believed))
        return try NIOSSLContext(configuration: configuration)
    }

    /// What upstreams are trusted by, and shown if they ask.
    func trust(in other: TestAuthority? = nil, showing certificate: TestCertificate? = nil) throws -> UpstreamTrust {
        let shown = try certificate.map { certificate in
            try UpstreamCertificate(
                name: "gate.pem",
                chain: Array(certificate.pem.utf8),
                key: Array(certificate.key.utf8),
                now: Self.now
            )
        }
        return try UpstreamTrust(bundle: Array((other ?? authority).pem.utf8), showing: shown)
    }

    /// A client that trusts the authority, perhaps with a certificate of its own.
    func client(
        showing certificate: TestCertificate? = nil,
        newest: TLSVersion? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.pem.utf8)))
        configuration.certificateVerification = .noHostnameVerification
        configuration.maximumTLSVersion = newest
        if let certificate {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.pem.utf8))
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem)
            )
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
