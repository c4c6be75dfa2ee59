import NIOCore
import NIOSSL
import NIOTLS

/// Puts TLS in front of the handler of a new connection.
enum TLSPipeline {
    /// Begins a handshake with the certificate of this moment, once the client has said for which host.
    ///
    /// The handler is added after it. What arrives before the handshake never reaches it as plain text.
    static func begin(on channel: any Channel, before handler: DownstreamHandler, _ loop: LoopState) throws {
        guard let certificates = loop.certificates else { throw ChannelError.operationUnsupported }
        let pipeline = channel.pipeline.syncOperations
        guard certificates.areSeveral else {
            try pipeline.addHandler(NIOSSLServerHandler(context: certificates.context(for: nil)))
            return
        }
        let eventLoop = channel.eventLoop
        let reader = SNIHandler { [weak handler] result in
            eventLoop.makeCompletedFuture {
                guard let handler else { throw ChannelError.ioOnClosedChannel }
                let context = certificates.context(for: result.host)
                try pipeline.addHandler(NIOSSLServerHandler(context: context), position: .before(handler))
            }
        }
        try pipeline.addHandler(ByteToMessageHandler(reader))
    }
}

extension SNIResult {
    fileprivate var host: String? {
        guard case .hostname(let host) = self else { return nil }
        return host
    }
}
