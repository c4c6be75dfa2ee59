import NIOCore

extension ChannelHandlerContext {
    /// Sends a FIN behind everything written.
    ///
    /// NIO closes at once, with what is not sent yet, where the peer's FIN has come before; so it is asked only when all is sent.
    func finishWriting() {
        let sent = eventLoop.makePromise(of: Void.self)
        let channel = self.channel
        sent.futureResult.assumeIsolated().whenComplete { _ in channel.close(mode: .output, promise: nil) }
        writeAndFlush(NIOAny(ByteBuffer()), promise: sent)
    }
}
