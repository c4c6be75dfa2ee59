import Logging
import NIOCore
import NIOHTTP2

/// Speaks HTTP/2 to one client: keeps its streams, and what they may cost together.
///
/// Frames, header compression and the rules of streams are NIO's; requests, windows and time are here.
final class HTTP2Connection: ChannelInboundHandler, Flushable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    // Not weak or unowned: the loop forgets the connection when it closes.
    let loop: LoopState
    let peerText: String
    private let security: ConnectionSecurity
    private let isPeerTrusted: Bool
    private let forwarded: ForwardedHeaders
    private(set) var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    /// The head that is being read; the same memory for all.
    private var head = ByteBuffer()
    /// Streams whose requests have something to be sent on.
    private var touched: [HTTP2Stream] = []
    private var window = InboundWindow(target: HTTP2Limits.connectionWindow, open: 65_535)
    /// What upstreams have not taken yet of all bodies, in bytes.
    private var heldBytes = 0
    /// What was written of all responses and has not left, in bytes.
    private(set) var unsent = 0
    private(set) var isWritable = true
    private var hasHeldUp = false
    private var isResuming = false
    var isFlushPending = false
    private var hasSettings = false
    /// Whether no stream is opened any more.
    private var isGoingAway = false
    private var isClosing = false
    /// Whether the client broke the protocol, and NIO told it so.
    private var isBroken = false
    private var brokenStreams = 0
    private var idleWindowUpdates = 0
    private var ownDeadline = UInt64.max
    /// Its place in the loop's registry.
    var registryIndex = -1

    init(
        loop: LoopState,
        security: ConnectionSecurity,
        peer: String,
        isPeerTrusted: Bool,
        forwarded: ForwardedHeaders
    ) {
        self.loop = loop
        self.security = security
        self.peerText = peer
        self.isPeerTrusted = isPeerTrusted
        self.forwarded = forwarded
    }

    /// Takes a connection over, behind the handler that has had it.
    func takeOver(from handler: DownstreamHandler, _ context: ChannelHandlerContext) throws {
        // It carries many responses at once.
        try? context.channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 16_384, high: 65_536))
        let frames = HTTP2Limits.handler(loop.configuration.limits, delegate: self)
        let pipeline = context.pipeline.syncOperations
        try pipeline.addHandler(self, position: .after(handler))
        try pipeline.addHandler(frames, position: .after(handler))
        loop.connections.replace(handler, by: self)
        setDeadline(after: loop.configuration.timeouts.head)
        if loop.isDraining { drain() }
    }

    var strictTransport: [UInt8] { security.isSecure ? loop.configuration.strictTransportLine : [] }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers):
            if let stream = streams[frame.streamID] {
                stream.received(trailers: headers.headers, endsStream: headers.endStream)
            } else {
                open(frame.streamID, headers)
            }
        case .data(let part):
            guard case .byteBuffer(let bytes) = part.data else { return }
            streams[frame.streamID]?.received(bytes, endsStream: part.endStream)
        case .settings(.settings):
            guard !hasSettings else { return }
            hasSettings = true
            setDeadline(after: loop.configuration.timeouts.idle)
            openWindow()
        case .windowUpdate:
            idleWindowUpdates += 1
            if idleWindowUpdates > HTTP2Limits.idleWindowUpdates { giveUp(.enhanceYourCalm) }
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let streams = touched
        touched.removeAll(keepingCapacity: true)
        for stream in streams { stream.flushRequest() }
        resume()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        resume()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent: windowChanged(event)
        case let event as NIOHTTP2StreamCreatedEvent:
            if let open = event.remoteInitialWindowSize { streams[event.streamID]?.windowChanged(open: Int(open)) }
        case let event as StreamClosedEvent: closed(event.streamID)
        case let event as NIOHTTP2BulkStreamWindowChangeEvent:
            for stream in streams.values { stream.windowChanged(by: event.delta) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.logger.debug("HTTP/2 error", metadata: ["gatehouse.peer": "\(peerText)", "error": "\(error)"])
        // What is wrong with one stream alone was answered there.
        guard error is any NIOHTTP2Error, !error.hasLostCompression, !isClosing else { return cut() }
        if isBroken { return closeAfterWriting() }
        streamBroken()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isWritable = false
        isClosing = true
        loop.connections.remove(self)
        closeStreams()
        loop.connectionsChanged()
    }

    private func closeStreams() {
        let open = streams
        streams = [:]
        touched = []
        for stream in open.values { stream.closed() }
    }

    // MARK: Requests

    private func open(_ id: HTTP2StreamID, _ headers: HTTP2Frame.FramePayload.Headers) {
        guard !isGoingAway else {
            // RFC 9113 §8.7: the client may send it again, on another connection.
            send(.rstStream(.refusedStream), on: id)
            return flushSoon()
        }
        let stream = HTTP2Stream(id, endsStream: headers.endStream, connection: self)
        streams[id] = stream
        head.clear()
        do throws(MessageRefusal) {
            try HeaderBlockReader.writeRequest(headers.headers, endsStream: headers.endStream, into: &head)
        } catch {
            return stream.refuseBroken(error)
        }
        judge(head, for: stream)
    }

    /// Decides about a stream's head, perhaps once more.
    func judge(_ head: ByteBuffer, for stream: HTTP2Stream, resuming waited: JudgedRequest? = nil) {
        var scanned = 0
        do throws(MessageRefusal) {
            guard try loop.requestParser.parse(head, resumeFrom: &scanned) else {
                return stream.refuseHead(.malformed(.headTooLarge))
            }
        } catch {
            return stream.refuseHead(.malformed(error))
        }
        let judged = loop.judge(
            head,
            role: security.isSecure ? .secure : .plain,
            isPeerTrusted: isPeerTrusted,
            peer: peerText,
            security: security,
            forwarded: forwarded,
            version: .http2,
            resuming: waited
        )
        stream.begin(judged, head: head)
    }

    /// Notes that a stream's request has something to be sent on when all that has come was read.
    func touch(_ stream: HTTP2Stream) {
        guard touched.last !== stream else { return }
        touched.append(stream)
    }

    private func closed(_ id: HTTP2StreamID) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        unsent -= stream.unsent
        stream.closed()
        guard streams.isEmpty else { return }
        if isGoingAway {
            closeAfterWriting()
        } else {
            setDeadline(after: loop.configuration.timeouts.idle)
        }
    }

    // MARK: Windows

    /// Notes that so many bytes more of bodies wait for their upstreams.
    func held(_ count: Int) {
        heldBytes += count
        if count < 0 { openWindow() }
    }

    private func windowChanged(_ event: NIOHTTP2WindowUpdatedEvent) {
        guard let open = event.inboundWindowSize else { return }
        guard event.streamID == .rootStream else {
            streams[event.streamID]?.windowChanged(open: open)
            return
        }
        window.set(open: open)
        openWindow()
    }

    private func openWindow() {
        guard hasSettings, !isClosing, let increment = window.increment(holding: heldBytes) else { return }
        window.change(by: increment)
        send(.windowUpdate(windowSizeIncrement: increment), on: .rootStream)
        flushSoon()
    }

    // MARK: Writing

    func send(_ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID) {
        context?.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    }

    /// Sends a part of a body: not more at once than TLS should encrypt, because the memory for that stays.
    func send(_ bytes: ByteBuffer, endsStream: Bool, on id: HTTP2StreamID) {
        unsent += bytes.readableBytes
        var rest = bytes
        while security.isSecure, rest.readableBytes > DownstreamHandler.encryptedBytes,
            let piece = rest.readSlice(length: DownstreamHandler.encryptedBytes)
        {
            send(.data(.init(data: .byteBuffer(piece))), on: id)
            context?.flush()
        }
        send(.data(.init(data: .byteBuffer(rest), endStream: endsStream)), on: id)
    }

    func flushNow() {
        isFlushPending = false
        context?.flush()
        resume()
    }

    /// Notes that an exchange waits until its client keeps up.
    func holdsUp() {
        hasHeldUp = true
    }

    /// Lets exchanges go on whose clients keep up again.
    private func resume() {
        guard hasHeldUp, isWritable, !isResuming else { return }
        isResuming = true
        hasHeldUp = false
        for stream in Array(streams.values) where !stream.resume() { hasHeldUp = true }
        isResuming = false
    }

    // MARK: What goes wrong

    /// A stream broke the rules; a client that does little else is sent away.
    func streamBroken() {
        brokenStreams += 1
        if brokenStreams > HTTP2Limits.brokenStreams { giveUp(.enhanceYourCalm) }
    }

    func streamServed() {
        brokenStreams = max(0, brokenStreams - 1)
    }

    private func giveUp(_ code: HTTP2ErrorCode) {
        guard !isClosing else { return }
        goAway(code)
        closeAfterWriting()
    }

    private func goAway(_ code: HTTP2ErrorCode) {
        isGoingAway = true
        send(.goAway(lastStreamID: .maxID, errorCode: code, opaqueData: nil), on: .rootStream)
        flushSoon()
    }

    /// Sends a FIN behind everything written, and reads on for a moment: a reset could destroy the last frames.
    private func closeAfterWriting() {
        guard let context, !isClosing else { return }
        isClosing = true
        setDeadline(after: HTTP2Limits.lingering)
        flushNow()
        context.close(mode: .output, promise: nil)
        closeStreams()
    }

    private func setDeadline(after milliseconds: Int64) {
        ownDeadline = loop.coarseUptime() &+ UInt64(clamping: milliseconds) &* 1_000_000
    }
}

extension HTTP2Connection: NIOHTTP2FrameDelegate {
    /// A frame leaves: it has passed the client's windows, and goes to the connection.
    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .data(let part):
            let count = part.data.readableBytes
            unsent -= count
            idleWindowUpdates = max(0, idleWindowUpdates - 4)
            streams[frame.streamID]?.sent(count)
        case .goAway(_, let code, _):
            // What NIO sends by itself has always a reason.
            if code != .noError { isBroken = true }
        default:
            break
        }
    }
}

extension HTTP2Connection: ClientConnection {
    var deadline: UInt64 {
        guard !isClosing, !streams.isEmpty else { return ownDeadline }
        return streams.values.reduce(.max) { min($0, $1.deadline) }
    }

    func deadlinePassed() {
        guard !isClosing else { return cut() }
        guard !streams.isEmpty else { return giveUp(.noError) }
        let now = loop.coarseUptime()
        for stream in Array(streams.values) where stream.deadline < now { stream.deadlinePassed() }
        flushSoon()
    }

    func endStream(now: Int64) {
        for stream in Array(streams.values) { stream.endStream(now: now) }
    }

    /// Opens no more streams, and closes when the last of them has ended (RFC 9113 §6.8).
    func drain() {
        guard !isGoingAway else { return }
        goAway(.noError)
        for stream in Array(streams.values) { stream.drain() }
        if streams.isEmpty { closeAfterWriting() }
    }

    func cut() {
        isClosing = true
        context?.close(promise: nil)
    }
}
