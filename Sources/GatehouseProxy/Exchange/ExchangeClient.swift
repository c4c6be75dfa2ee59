import NIOCore

/// The client of an exchange: a connection of HTTP/1, or one stream of HTTP/2.
protocol ExchangeClient: AnyObject {
    /// The client's address without port.
    var peerText: String { get }
    /// The line that tells browsers to come over TLS alone; empty for none.
    var strictTransport: [UInt8] { get }
    /// Whether the client keeps up with what is written.
    var isWritable: Bool { get }

    /// Writes the message, or the part of it, in the loop's `out`.
    func writeOut()
    /// Writes a part of a response's body.
    func write(_ bytes: ByteBuffer)
    /// Writes the head in the loop's `out`; only where heads are sent apart from bodies.
    func writeHead(isInterim: Bool)
    /// Ends the response with what `out` still holds of its body, and its trailer lines; only where that is told apart.
    func finish(withOut hasOut: Bool, trailers: [UInt8])
    func flushSoon()
    func flushNow()

    /// Answers in place of the upstream; says what follows.
    func answer(_ refusal: Refusal, exchange: Exchange, closes: Bool) -> ExchangeStateMachine.DownstreamNext
    /// The exchange can go on: with a connection, or with room for more of the body.
    func exchangeAdvanced()
    func exchangeEnded(_ next: ExchangeStateMachine.DownstreamNext)
    /// Sets when the exchange hears that nobody moved, in milliseconds from now.
    func setDeadline(after milliseconds: Int64)
}
