import NIOCore
import NIOSSL
import NIOTLS

/// Waits for the TLS handshake with an upstream, before any request is given to its connection.
final class UpstreamHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var outcome: EventLoopPromise<String?>?
    private var timer: Scheduled<Void>?

    /// Puts TLS on a new connection, which has to be made to that host; gives the protocol that was agreed on, if any was.
    ///
    /// What the connection is after the promise is the pool's.
    static func begin(
        on channel: any Channel,
        _ context: NIOSSLContext,
        host: String,
        within timeout: TimeAmount
    ) throws -> EventLoopFuture<String?> {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        // RFC 6066 §3: an address is no server name; the certificate has to name it all the same.
        let client = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
        let outcome = channel.eventLoop.makePromise(of: String?.self)
        let handshake = UpstreamHandshake(outcome)
        do {
            try channel.pipeline.syncOperations.addHandlers([client, handshake])
        } catch {
            outcome.fail(error)
            return outcome.futureResult
        }
        handshake.timer = channel.eventLoop.assumeIsolated()
            .scheduleTask(in: timeout) { handshake.end(.failure(ChannelError.connectTimeout(timeout)), channel) }
        return outcome.futureResult
    }

    private init(_ outcome: EventLoopPromise<String?>) {
        self.outcome = outcome
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let agreed) = event as? TLSUserEvent { end(.success(agreed), context.channel) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if outcome == nil {
            context.fireErrorCaught(error)
        } else {
            end(.failure(error), context.channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(ChannelError.eof), context.channel)
        context.fireChannelInactive()
    }

    private func end(_ result: Result<String?, any Error>, _ channel: any Channel) {
        guard let outcome else { return }
        self.outcome = nil
        timer?.cancel()
        timer = nil
        outcome.completeWith(result)
        if case .failure = result { channel.close(promise: nil) }
    }
}
