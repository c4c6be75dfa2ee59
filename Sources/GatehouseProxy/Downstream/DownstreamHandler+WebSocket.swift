import NIOCore

/// Leaves HTTP to carry a WebSocket.
extension DownstreamHandler: SwitchingClient {
    var holdsBytes: Bool { buffer.readableBytes > 0 }

    func become(_ tunnel: WebSocketTunnel) {
        exchange = nil
        self.tunnel = tunnel
        state = .tunnelling
        setReading(paused: false)
        try? context?.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    }

    func sendSwitching() {
        writeOut()
        flushNow()
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
