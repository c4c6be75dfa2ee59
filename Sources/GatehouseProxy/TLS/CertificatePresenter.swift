import Logging
import NIOCore
import NIOSSL

/// Shows the gate's certificate to an upstream that asks for it and has proved that it is the host that was meant.
///
/// An upstream asks after its chain was verified, but its name is looked at only when the handshake is over, which is
/// too late in TLS 1.2: whoever has any believed certificate would be shown ours. So the name is looked at here first.
/// It stands before the handler of TLS while that shakes hands.
final class CertificatePresenter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// Whose bytes are worked off: the question comes while they are, and does not say on which connection.
    @TaskLocal private static var current: NIOLoopBound<CertificatePresenter>?

    private let client: NIOSSLClientHandler
    private let host: UpstreamName
    private let certificate: UpstreamCertificate?
    /// Whether the upstream has asked.
    private(set) var wasAsked = false

    /// Answers the question of a handshake.
    static let answer: NIOSSLContextCallback = { _, promise in
        promise.succeed(current?.value.answer() ?? .noChanges)
    }

    init(_ certificate: UpstreamCertificate?, to host: UpstreamName, through client: NIOSSLClientHandler) {
        self.certificate = certificate
        self.host = host
        self.client = client
    }

    private func answer() -> NIOSSLContextConfigurationOverride {
        wasAsked = true
        guard let certificate, let peer = client.peerCertificate, host.isNamed(by: peer) else { return .noChanges }
        return certificate.shown
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        Self.$current.withValue(NIOLoopBound(self, eventLoop: context.eventLoop)) { context.fireChannelRead(data) }
    }

    /// The same error, or what it means on a connection whose upstream has asked.
    func meaning(of error: any Error) -> any Error {
        guard wasAsked, CertificateRefused.isAlert(error) else { return error }
        return CertificateRefused(hadCertificate: certificate != nil, cause: error)
    }
}

/// Says that an upstream asked for a certificate, and did not take what it was shown or got none.
struct CertificateRefused: Error {
    let hadCertificate: Bool
    let cause: any Error

    var message: Logger.Message {
        hadCertificate
            ? "an upstream does not accept this server's certificate"
            : "an upstream asks for a certificate, and there is no upstream_certificate"
    }

    /// The alerts that servers refuse certificates with (RFC 8446 §6.2), or the want of one, as the library calls them.
    private static let alerts = [
        "ALERT_HANDSHAKE_FAILURE", "ALERT_NO_CERTIFICATE", "ALERT_BAD_CERTIFICATE", "ALERT_UNSUPPORTED_CERTIFICATE",
        "ALERT_CERTIFICATE_", "ALERT_UNKNOWN_CA", "ALERT_ACCESS_DENIED", "ALERT_DECRYPT_ERROR",
    ]

    static func isAlert(_ error: any Error) -> Bool {
        guard error is NIOSSLError || error is BoringSSLError else { return false }
        let text = "\(error)"
        return alerts.contains { text.contains($0) }
    }
}
