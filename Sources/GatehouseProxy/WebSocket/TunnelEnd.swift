import NIOCore

/// One end of a tunnel, as the tunnel uses it: the connection to the client or to the upstream.
protocol TunnelEnd: AnyObject {
    /// Whether the peer keeps up with what is written.
    var isWritable: Bool { get }
    func write(_ bytes: ByteBuffer)
    func flushNow()
    func setReading(paused: Bool)
    /// Sends a FIN behind everything written; what the peer sends is read on.
    func finishWriting()
    /// Closes at once.
    func cut()
}

/// The client's end, which also watches the time.
protocol TunnelClient: TunnelEnd {
    /// Sets when the tunnel hears that nobody moved, in milliseconds from now.
    func setDeadline(after milliseconds: Int64)
    /// Notes that the tunnel waits until the client keeps up, where nobody would tell it otherwise.
    func tellWhenWritable()
    /// Ends what the upstream has broken off: like a FIN, where there is no better word.
    func breakOff()
}

extension TunnelClient {
    func tellWhenWritable() {}

    func breakOff() {
        finishWriting()
        setReading(paused: false)
    }
}

/// A client that may leave HTTP to carry a WebSocket: a connection of HTTP/1.1, or one stream of HTTP/2 (RFC 8441).
protocol SwitchingClient: ExchangeClient, TunnelClient {
    /// Whether the client has sent something that nobody has taken yet.
    var holdsBytes: Bool { get }
    /// Leaves HTTP for good, to carry a WebSocket.
    func become(_ tunnel: WebSocketTunnel)
    /// Sends the 101 in the loop's `out`, as the client's version says it.
    func sendSwitching()
}
