import NIOCore

/// Leaves the connection to HTTP/2 where the client speaks it.
extension DownstreamHandler {
    /// Whether what has come is the preface of HTTP/2, or its beginning; once it is whole, HTTP/2 takes over.
    func mayBeHTTP2() -> Bool {
        switch HTTP2Preface.match(buffer.readableBytesSpan) {
        case .other:
            isFirst = false
            return false
        case .beginning:
            if !isHeadTimed {
                isHeadTimed = true
                setDeadline(after: loop.configuration.timeouts.head)
            }
        case .whole:
            handOver()
        }
        return true
    }

    /// Leaves the connection to HTTP/2, with what has come of it.
    func handOver() {
        guard let context else { return }
        state = .handedOver
        let received = buffer
        buffer = ByteBuffer()
        do {
            try HTTP2Connection(
                loop: loop,
                security: security,
                peer: peerText,
                isPeerTrusted: isPeerTrusted,
                forwarded: forwarded
            )
            .takeOver(from: self, context)
        } catch {
            return cut()
        }
        if received.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(received)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
