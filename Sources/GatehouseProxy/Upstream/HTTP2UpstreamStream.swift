import NIOCore
import NIOHPACK
import NIOHTTP2

/// Carries one request and its response on an HTTP/2 connection to an upstream.
final class HTTP2UpstreamStream: ExchangeUpstream {
    /// Where in a response the next frame belongs.
    private enum Reading {
        case nothing
        case head
        /// So many bytes, then the end.
        case length(Int64)
        /// Whatever comes before the end.
        case untilEnd
    }

    /// What the upstream may send before the client has taken any of it, in bytes.
    static let window = 262_144
    /// So much of a request's body waits for the upstream before the client is not read from, in bytes.
    private static let maximumPending = 65_536
    /// How many interim responses one request may cause before the upstream is taken to be broken.
    private static let maximumInterims = 16

    private let connection: HTTP2UpstreamConnection
    private let loop: LoopState
    private var exchange: Exchange?
    private var reading = Reading.nothing
    private var interims = 0
    private var hasReceived = false
    private var isPaused = false
    private var inboundWindow = HTTP2UpstreamStream.window
    /// Bytes of the body that wait below for the upstream's window.
    private var pending = 0
    private var isBlocked = false
    /// Whether a frame of the request has been written to the connection.
    private var isHeadWritten = false
    private var hasEndedRequest = false
    private var hasEndedResponse = false
    private var isReset = false
    private var resetCode = HTTP2ErrorCode.cancel
    /// Its number on the connection, once the request's head was given.
    var id: HTTP2StreamID?
    /// Whether the connection flushes it when the read is complete.
    var isTouched = false

    init(connection: HTTP2UpstreamConnection, loop: LoopState) {
        self.connection = connection
        self.loop = loop
    }

    // MARK: What an exchange asks for

    var isWritable: Bool { !isReset && pending < Self.maximumPending }
    var isReused: Bool { connection.isReused }
    var framesBodies: Bool { true }
    var wholeConnection: UpstreamConnection? { nil }

    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        reading = .head
        if !connection.isOpen { wasRefused() }
    }

    func writeHead(_ head: ByteBuffer, endsRequest: Bool) {
        guard let block = connection.block(head) else {
            exchange?.requestBroken(.malformed(.headTooLarge))
            return
        }
        if !connection.open(self, block: block, endsRequest: endsRequest) { wasRefused() }
    }

    func write(_ bytes: ByteBuffer) {
        guard let id, !isReset else { return }
        pending += bytes.readableBytes
        if pending >= Self.maximumPending { isBlocked = true }
        connection.write(.data(.init(data: .byteBuffer(bytes))), on: id)
    }

    func endBody(trailers: [UInt8]) {
        guard let id, !isReset else { return }
        guard !trailers.isEmpty else {
            return connection.write(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)), on: id)
        }
        let block = HeaderBlockWriter.trailers(trailers)
        guard connection.fits(block) else {
            exchange?.requestBroken(.malformed(.trailers))
            return
        }
        connection.write(.headers(.init(headers: block, endStream: true)), on: id)
    }

    func flushSoon() {
        connection.flushSoon()
    }

    func flushNow() {
        connection.flushNow()
    }

    func pauseReading() {
        isPaused = true
    }

    func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        if giveWindowBack() { connection.flushSoon() }
    }

    func leave(isReusable: Bool) {
        exchange = nil
        reading = .nothing
        let isWhole = isReset || hasEndedRequest && hasEndedResponse
        isReset = true
        connection.left(self, reset: isWhole ? nil : resetCode)
    }

    // MARK: What the connection tells

    func received(_ block: HPACKHeaders, endsStream: Bool) {
        hasReceived = true
        hasEndedResponse = endsStream
        guard let exchange else { return }
        do throws(MessageRefusal) {
            switch reading {
            case .nothing: break
            case .head: try readHead(block, endsStream, exchange)
            case .length, .untilEnd: try readTrailers(block, endsStream)
            }
        } catch {
            breakOff(by: .brokenResponse)
        }
    }

    func received(_ bytes: ByteBuffer, endsStream: Bool) {
        hasEndedResponse = endsStream
        guard let exchange else { return }
        switch reading {
        case .nothing:
            return
        case .head:
            return breakOff(by: .brokenResponse)
        case .length(let remaining):
            // RFC 9113 §8.1.1: a body that has another length than was said is malformed.
            guard bytes.readableBytes <= remaining else { return breakOff(by: .brokenResponse) }
            reading = .length(remaining - Int64(bytes.readableBytes))
        case .untilEnd:
            break
        }
        if bytes.readableBytes > 0 { exchange.responsePart(bytes) }
        if endsStream { endResponse(trailers: []) }
    }

    /// The upstream gives the stream up.
    func wasReset(_ code: HTTP2ErrorCode) {
        guard !isReset else { return }
        isReset = true
        switch reading {
        case .nothing: return
        case .head where code == .refusedStream && !hasReceived: fail(.closedEarly, retry: .unprocessed)
        case .head: fail(.closedEarly)
        case .length, .untilEnd: fail(.truncatedResponse)
        }
    }

    /// The upstream has said that it did not look at the request, or it was never sent.
    func wasRefused() {
        isReset = true
        fail(hasReceived ? .truncatedResponse : .closedEarly, retry: hasReceived ? .never : .unprocessed)
    }

    /// The request's head could not be sent, or waited when the connection ended.
    func headDropped() {
        guard !isReset, !isHeadWritten else { return }
        wasRefused()
    }

    func connectionClosed() {
        guard !isReset else { return }
        guard isHeadWritten else { return wasRefused() }
        isReset = true
        switch reading {
        case .nothing: return
        case .head: fail(.closedEarly, retry: hasReceived ? .never : .onReusedConnection)
        case .length, .untilEnd: fail(.truncatedResponse)
        }
    }

    func writeResponse() {
        exchange?.writeResponse()
    }

    func flushResponse() {
        isTouched = false
        exchange?.flushResponse()
    }

    func becameWritable() {
        exchange?.upstreamBecameWritable()
    }

    func wroteHead(endsStream: Bool) {
        isHeadWritten = true
        if endsStream { hasEndedRequest = true }
    }

    /// Bytes of the body have gone to the connection.
    func wrote(_ count: Int, endsStream: Bool) {
        pending -= count
        if endsStream { hasEndedRequest = true }
        guard isBlocked, pending <= Self.maximumPending / 2 else { return }
        isBlocked = false
        connection.awaken(self)
    }

    func windowChanged(to window: Int) {
        inboundWindow = window
        _ = giveWindowBack()
    }

    /// Lets the upstream send as much as the client has taken, in large steps.
    private func giveWindowBack() -> Bool {
        guard let id, !isPaused, !isReset, !hasEndedResponse, inboundWindow <= Self.window / 2 else { return false }
        connection.giveBack(Self.window - inboundWindow, to: id)
        return true
    }

    // MARK: Reading

    private func readHead(
        _ block: HPACKHeaders,
        _ endsStream: Bool,
        _ exchange: Exchange
    ) throws(MessageRefusal) {
        let bytes = try parse(block, endsStream, exchange)
        let head = loop.responseParser.head
        let fields = loop.responseParser.fields
        if head.isInterim {
            interims += 1
            // RFC 9113 §8.1: a stream does not end with one.
            guard interims <= Self.maximumInterims, !endsStream else { throw .statusLine }
            return exchange.interimReceived(head, fields: fields, from: bytes)
        }
        switch head.framing {
        case .none: reading = .length(0)
        case .length(let length): reading = .length(length)
        case .chunked, .untilClose: reading = .untilEnd
        }
        if endsStream, case .length(let length) = reading, length > 0 { throw .contentLength }
        exchange.responseReceived(head, fields: fields, from: bytes)
        if endsStream { endResponse(trailers: []) }
    }

    /// Leaves the head in the loop's parser.
    private func parse(
        _ block: HPACKHeaders,
        _ endsStream: Bool,
        _ exchange: Exchange
    ) throws(MessageRefusal) -> ByteBuffer {
        var bytes = loop.allocator.buffer(capacity: 1_024)
        try HeaderBlockReader.writeResponse(block, endsStream: endsStream, into: &bytes)
        var scanned = 0
        guard try loop.responseParser.parse(bytes, resumeFrom: &scanned, toHead: exchange.isToHead) else {
            throw .statusLine
        }
        guard endsStream, loop.responseParser.head.framing == .untilClose else { return bytes }
        // The stream's end says what HTTP/1 says with a length.
        bytes.moveWriterIndex(to: bytes.writerIndex - 2)
        bytes.writeStaticString("content-length: 0\r\n\r\n")
        scanned = 0
        guard try loop.responseParser.parse(bytes, resumeFrom: &scanned, toHead: exchange.isToHead) else {
            throw .statusLine
        }
        return bytes
    }

    private func readTrailers(_ block: HPACKHeaders, _ endsStream: Bool) throws(MessageRefusal) {
        // RFC 9113 §8.1: nothing comes behind trailers.
        guard endsStream else { throw .trailers }
        endResponse(trailers: try HeaderBlockReader.trailers(block))
    }

    private func endResponse(trailers: [UInt8]) {
        if case .length(let remaining) = reading, remaining > 0 { return breakOff(by: .brokenResponse) }
        reading = .nothing
        exchange?.responseEnded(trailers: trailers, upstreamPersists: true)
    }

    /// The upstream breaks the protocol on this stream.
    private func breakOff(by kind: GatewayFailure.Kind) {
        resetCode = .protocolError
        fail(kind)
    }

    private func fail(_ kind: GatewayFailure.Kind, retry: GatewayFailure.Retry = .never) {
        reading = .nothing
        exchange?.upstreamFailed(GatewayFailure(kind, origin: .upstream, retry: retry), isReused: isReused)
    }
}
