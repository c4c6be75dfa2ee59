import NIOCore
import NIOSSL

/// Speaks HTTP/1.1 to an upstream on one connection: sends what an exchange gives it, and reads the response strictly.
final class UpstreamConnection: ChannelInboundHandler, Flushable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where in a response the next byte belongs.
    private enum Reading {
        case nothing
        case head
        case length(Int64)
        case chunks(ChunkedDecoder)
        case untilClose
    }

    /// How many interim responses one request may cause before the upstream is taken to be broken.
    private static let maximumInterims = 16

    private let pool: UpstreamPool
    let loop: LoopState
    fileprivate(set) var context: ChannelHandlerContext?
    private var exchange: Exchange?
    private var tunnel: WebSocketTunnel?
    private var reading = Reading.nothing
    /// Bytes of a head or chunk line that is not whole yet.
    private var held: ByteBuffer?
    private var scanned = 0
    private var interims = 0
    private var hasReceived = false
    private var persists = true
    private var isReadingPaused = false
    var isFlushPending = false
    /// Whether the upstream keeps up with what is written.
    private(set) var isWritable = true
    /// When the connection became idle, in uptime nanoseconds.
    private(set) var idleSince: UInt64 = 0
    /// Whether it carried another request before.
    private(set) var isReused = false

    init(pool: UpstreamPool, loop: LoopState) {
        self.pool = pool
        self.loop = loop
    }

    // MARK: What an exchange asks for

    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        reading = .head
        scanned = 0
        interims = 0
        hasReceived = false
        persists = true
        // The peer may have closed between being leased and now.
        if context == nil { fail(.closedEarly, retry: .onReusedConnection) }
    }

    func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Leaves HTTP and its pool for good, to carry a WebSocket.
    func become(_ tunnel: WebSocketTunnel) {
        exchange = nil
        reading = .nothing
        self.tunnel = tunnel
        pool.becameTunnel()
        try? context?.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    }

    /// Stops reading while the client does not keep up.
    func pauseReading() {
        setReading(paused: true)
    }

    func resumeReading() {
        setReading(paused: false)
    }

    /// Leaves its exchange, to carry another or to be closed.
    func leave(isReusable: Bool) {
        exchange = nil
        reading = .nothing
        let isClean = isReusable && persists && held == nil && context != nil
        // A connection that stayed paused in the pool would hang the next request on it.
        if isClean { setReading(paused: false) }
        // Whoever waits may get it at once.
        isReused = true
        pool.release(self, isReusable: isClean)
    }

    func becomeIdle(at now: UInt64) {
        idleSince = now
    }

    func close() {
        context?.close(promise: nil)
    }

    func setReading(paused: Bool) {
        guard isReadingPaused != paused, let context else { return }
        isReadingPaused = paused
        try? context.channel.syncOptions?.setOption(.autoRead, value: !paused)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if let tunnel { return tunnel.received(bytes, from: .upstream) }
        guard let exchange else {
            // RFC 9112 §9.3: nothing may come before a request.
            context.close(promise: nil)
            return
        }
        hasReceived = true
        if var earlier = held {
            earlier.writeBuffer(&bytes)
            bytes = earlier
            held = nil
        }
        do throws(MessageRefusal) {
            while self.exchange === exchange, try readPart(&bytes, exchange) {}
        } catch {
            fail(.brokenResponse)
        }
        exchange.flushResponse()
        // What came behind the 101.
        if let tunnel, bytes.readableBytes > 0 { tunnel.received(bytes, from: .upstream) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        guard isWritable else { return }
        exchange?.upstreamBecameWritable()
        tunnel?.becameWritable(.upstream)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { tunnel?.inputEnded(.upstream) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch reading {
        // RFC 9112 §9.8: whatever broke, nobody knows whether this was the end of the body.
        case .untilClose: fail(.truncatedResponse)
        // RFC 8446 §4.4.2.4: an upstream says so when the handshake is over on this side.
        case .head where error is CertificateRefused && !hasReceived: fail(pool.kind(of: error))
        default: break
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isWritable = false
        persists = false
        if let tunnel {
            self.tunnel = nil
            pool.tunnelClosed()
            return tunnel.closed(.upstream)
        }
        switch reading {
        case .nothing:
            pool.idleClosed(self)
        case .head:
            fail(.closedEarly, retry: hasReceived ? .never : .onReusedConnection)
        case .untilClose:
            endResponse(trailers: [])
        case .length, .chunks:
            fail(.truncatedResponse)
        }
    }

    // MARK: Reading

    /// Reads one part; false when more bytes are needed.
    private func readPart(_ bytes: inout ByteBuffer, _ exchange: Exchange) throws(MessageRefusal) -> Bool {
        switch reading {
        case .nothing:
            return false
        case .head:
            return try readHead(&bytes, exchange)
        case .length(let remaining):
            return readLength(remaining, &bytes, exchange)
        case .chunks(var decoder):
            reading = .nothing
            let part = try decoder.next(&bytes)
            reading = .chunks(decoder)
            return readChunk(part, trailers: decoder.trailers, &bytes, exchange)
        case .untilClose:
            guard bytes.readableBytes > 0 else { return false }
            exchange.responsePart(bytes)
            return false
        }
    }

    private func readHead(_ bytes: inout ByteBuffer, _ exchange: Exchange) throws(MessageRefusal) -> Bool {
        guard bytes.readableBytes > 0 else { return false }
        guard try loop.responseParser.parse(bytes, resumeFrom: &scanned, toHead: exchange.isToHead) else {
            hold(bytes)
            return false
        }
        scanned = 0
        let head = loop.responseParser.head
        if head.isSwitchingProtocols {
            try exchange.protocolSwitched(head, fields: loop.responseParser.fields, from: bytes)
            bytes.moveReaderIndex(forwardBy: head.headLength)
            return false
        }
        if head.isInterim {
            interims += 1
            guard interims <= Self.maximumInterims else { throw .statusLine }
            exchange.interimReceived(head, fields: loop.responseParser.fields, from: bytes)
            bytes.moveReaderIndex(forwardBy: head.headLength)
            return true
        }
        persists = head.isKeepAlive
        reading = nextReading(head, in: bytes)
        exchange.responseReceived(head, fields: loop.responseParser.fields, from: bytes)
        bytes.moveReaderIndex(forwardBy: head.headLength)
        if !head.framing.hasBody { endResponse(trailers: [], surplus: bytes.readableBytes) }
        return true
    }

    private func nextReading(_ head: ResponseHead, in bytes: ByteBuffer) -> Reading {
        switch head.framing {
        case .none: .length(0)
        case .length(let length): .length(length)
        case .chunked: .chunks(ChunkedDecoder(nominations: loop.responseParser.nominations(in: bytes)))
        case .untilClose: .untilClose
        }
    }

    private func readLength(_ remaining: Int64, _ bytes: inout ByteBuffer, _ exchange: Exchange) -> Bool {
        let count = Int(min(remaining, Int64(bytes.readableBytes)))
        guard count > 0, let part = bytes.readSlice(length: count) else { return false }
        let rest = remaining - Int64(count)
        reading = .length(rest)
        exchange.responsePart(part)
        if rest == 0, self.exchange === exchange { endResponse(trailers: [], surplus: bytes.readableBytes) }
        return true
    }

    private func readChunk(
        _ part: ChunkedDecoder.Part,
        trailers: [UInt8],
        _ bytes: inout ByteBuffer,
        _ exchange: Exchange
    ) -> Bool {
        switch part {
        case .data(let data):
            exchange.responsePart(data)
            return true
        case .end:
            endResponse(trailers: trailers, surplus: bytes.readableBytes)
            return true
        case .needMore:
            hold(bytes)
            return false
        }
    }

    private func hold(_ bytes: ByteBuffer) {
        if bytes.readableBytes > 0 { held = bytes }
    }

    /// Ends the response; with a surplus of bytes, which nobody asked for, the connection cannot be trusted again.
    private func endResponse(trailers: [UInt8], surplus: Int = 0) {
        reading = .nothing
        exchange?.responseEnded(trailers: trailers, upstreamPersists: persists && surplus == 0)
    }

    private func fail(_ kind: GatewayFailure.Kind, retry: GatewayFailure.Retry = .never) {
        reading = .nothing
        exchange?.upstreamFailed(GatewayFailure(kind, origin: .upstream, retry: retry), isReused: isReused)
    }
}

extension UpstreamConnection: TunnelEnd {
    func finishWriting() {
        context?.finishWriting()
    }

    func cut() {
        close()
    }
}
