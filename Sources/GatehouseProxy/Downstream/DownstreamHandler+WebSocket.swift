import NIOCore

/// Leaves HTTP to carry a WebSocket.
extension DownstreamHandler: TunnelClient {
    /// Whether the client has sent something that nobody has taken yet.
    var holdsBytes: Bool { buffer.readableBytes > 0 }

    /// Leaves HTTP for good, to carry a WebSocket.
    func become(_ tunnel: WebSocketTunnel) {
        exchange = nil
        self.tunnel = tunnel
        state = .tunnelling
        setReading(paused: false)
        try? context?.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    }

    func relay() -> Bool {
        guard buffer.readableBytes > 0 else { return false }
        let bytes = buffer
        buffer = ByteBuffer()
        tunnel?.received(bytes, from: .client)
        return false
    }

    func finishWriting() {
        context?.finishWriting()
    }
}
