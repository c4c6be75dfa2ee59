import NIOCore

/// One request's way to an upstream, as its exchange uses it: a whole connection, or one stream of many.
protocol ExchangeUpstream: AnyObject {
    /// Whether the upstream keeps up with what is written.
    var isWritable: Bool { get }
    /// Whether the connection carried another request before.
    var isReused: Bool { get }
    /// Whether the protocol itself tells where a body ends; else the exchange writes chunks.
    var framesBodies: Bool { get }
    /// The connection if it carries nothing else, and may become a tunnel.
    var wholeConnection: UpstreamConnection? { get }

    /// Takes the exchange that the response is for.
    func begin(_ exchange: Exchange)
    /// Writes a request's head, which is in HTTP/1.1.
    func writeHead(_ head: ByteBuffer, endsRequest: Bool)
    /// Writes bytes of the body.
    func write(_ bytes: ByteBuffer)
    /// Ends the body, if the protocol frames bodies.
    func endBody(trailers: [UInt8])
    func flushSoon()
    func flushNow()
    /// Holds the response back while the client does not keep up.
    func pauseReading()
    func resumeReading()
    /// Leaves the exchange; what it leaves may carry another only if the request and its response are whole.
    func leave(isReusable: Bool)
}

extension UpstreamConnection: ExchangeUpstream {
    var framesBodies: Bool { false }
    var wholeConnection: UpstreamConnection? { self }

    func writeHead(_ head: ByteBuffer, endsRequest: Bool) {
        write(head)
    }

    func endBody(trailers: [UInt8]) {}
}
