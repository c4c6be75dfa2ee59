import NIOCore
import NIOSSL
import NIOTLS

/// Waits for the TLS handshake with an upstream, before any request is given to its connection.
final class UpstreamHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let presenter: CertificatePresenter
    private var outcome: EventLoopPromise<String?>?
    private var timer: Scheduled<Void>?

    /// Puts TLS on a new connection, which has to be made to that host; gives the protocol that was agreed on, if any was.
    ///
    /// What the connection is after the promise is the pool's.
    static func begin(
        on channel: any Channel,
        _ trust: UpstreamTrust,
        offeringHTTP2 offersHTTP2: Bool = false,
        host: String,
        within timeout: TimeAmount
    ) throws -> EventLoopFuture<String?> {
        let name = UpstreamName(host)
        let context = trust.context(offeringHTTP2: offersHTTP2)
        // RFC 6066 §3: an address is no server name; the certificate has to name it all the same.
        let client = try NIOSSLClientHandler(context: context, serverHostname: name.isAddress ? nil : host)
        let presenter = CertificatePresenter(trust.certificate, to: name, through: client)
        let outcome = channel.eventLoop.makePromise(of: String?.self)
        let handshake = UpstreamHandshake(outcome, presenter)
        do {
            try channel.pipeline.syncOperations.addHandlers([presenter, client, handshake])
        } catch {
            outcome.fail(error)
            return outcome.futureResult
        }
        handshake.timer = channel.eventLoop.assumeIsolated()
            .scheduleTask(in: timeout) { handshake.end(.failure(ChannelError.connectTimeout(timeout)), channel) }
        return outcome.futureResult
    }

    private init(_ outcome: EventLoopPromise<String?>, _ presenter: CertificatePresenter) {
        self.outcome = outcome
        self.presenter = presenter
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let agreed) = event as? TLSUserEvent {
            // What comes from now on passes through one handler less.
            context.pipeline.syncOperations.removeHandler(presenter, promise: nil)
            end(.success(agreed), context.channel)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let error = presenter.meaning(of: error)
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
