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
}
