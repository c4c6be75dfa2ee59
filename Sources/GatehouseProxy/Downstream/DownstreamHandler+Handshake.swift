import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// Follows the TLS handshake of one client, before its first request.
extension DownstreamHandler {
    /// Takes note of a handshake that is done, if that is the event.
    func noteHandshake(_ event: Any, _ context: ChannelHandlerContext) {
        guard case .handshakeCompleted(let spoken) = event as? TLSUserEvent else { return }
        handshakeCompleted(context)
        if security.carriesRequests, spoken == TLSOptions.http2 { handOver() }
    }

    /// The line that tells browsers to come over TLS alone; only over TLS (RFC 6797 §7.2).
    var strictTransport: [UInt8] {
        security.isSecure ? loop.configuration.strictTransportLine : []
    }

    /// What TLS encrypts at once, in bytes: the memory that it takes for that stays with the connection.
    static let encryptedBytes = 16_000

    /// Writes more than TLS should encrypt at once.
    func writeInPieces(_ bytes: ByteBuffer) {
        var rest = bytes
        while let piece = rest.readSlice(length: min(Self.encryptedBytes, rest.readableBytes)), piece.readableBytes > 0
        {
            write(piece)
            flushNow()
        }
    }

    private func handshakeCompleted(_ context: ChannelHandlerContext) {
        guard security.isHandshaking else { return }
        guard let shown = try? context.pipeline.syncOperations.nioSSL_peerCertificate() else {
            secured(by: nil)
            return loop.count(.done)
        }
        // A resumed session carries a certificate that was looked at when the session began.
        guard
            Int64(shown.notValidAfter) > LoopState.unixSeconds(),
            let der = try? shown.toDERBytes(), let certificate = PeerCertificate(der: der)
        else {
            handshakeEnded(.refused)
            return cut()
        }
        secured(by: certificate)
        loop.count(.done)
    }

    /// Notes why a connection is given up before it was secure; later errors are nothing of the handshake's.
    func handshakeFailed(_ error: any Error) {
        guard security.fail() else { return }
        loop.count(HandshakeResult(error))
        loop.logger.debug("TLS handshake failed", metadata: ["gatehouse.peer": "\(peerText)", "error": "\(error)"])
    }

    /// Counts a handshake that ends here, unless it has ended before.
    func handshakeEnded(_ result: HandshakeResult) {
        guard security.fail() else { return }
        loop.count(result)
        loop.logger.debug(
            "TLS handshake failed",
            metadata: ["gatehouse.peer": "\(peerText)", "error": "\(result.rawValue)"]
        )
    }

    /// Gives up a client whose handshake is not whole in time.
    func cutHandshake() {
        handshakeEnded(.timeout)
        cut()
    }
}
