import Logging
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Speaks HTTP/2 to an upstream on one connection, which carries many requests at once.
///
/// Frames, header compression and the rules of flow control are below; here are the streams, each for one exchange.
final class HTTP2UpstreamConnection: ChannelInboundHandler, Flushable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// What the upstream may send on all streams together, in bytes.
    ///
    /// It is given back at once, so that none waits for another; what one stream holds is bounded by its own window.
    private static let connectionWindow = 4_194_304
    private static let initialWindow = 65_535

    private let pool: UpstreamPool
    let loop: LoopState
    private let scheme: String
    private(set) var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: HTTP2UpstreamStream] = [:]
    private var nextID: HTTP2StreamID = 1
    private var state = State.connecting
    private var timer: Scheduled<Void>?
    private var capacity: Int?
    /// The largest frame that the upstream takes (RFC 9113 §6.5.2).
    private var frameBytes = 16_384
    /// The stream whose bytes may be in the loop's memory.
    private var current: HTTP2UpstreamStream?
    /// The streams that got something since the last read was complete.
    private var touched: [HTTP2UpstreamStream] = []
    /// The streams that can take more of their bodies.
    private var awakened: [HTTP2UpstreamStream] = []
    var isFlushPending = false
    /// Whether the frames below have given the connection up.
    private var isBroken = false
    /// When the connection became idle, in uptime nanoseconds.
    private(set) var idleSince: UInt64 = 0
    /// Whether it carried a whole response before.
    private(set) var isReused = false

    private enum State {
        case connecting
        /// The pool waits for the upstream's settings.
        case awaitingSettings
        case open
        case closed
    }

    /// Puts HTTP/2 on a new connection.
    static func add(to channel: any Channel, pool: UpstreamPool) throws {
        let connection = HTTP2UpstreamConnection(pool: pool, loop: pool.loop)
        let frames = NIOHTTP2Handler(
            mode: .client,
            frameDelegate: connection,
            connectionConfiguration: .upstream(headBytes: pool.loop.configuration.limits.headBytes),
            streamConfiguration: .upstream
        )
        try channel.pipeline.syncOperations.addHandlers([frames, connection])
    }

    private init(pool: UpstreamPool, loop: LoopState) {
        self.pool = pool
        self.loop = loop
        self.scheme = pool.hasPriorKnowledge ? "http" : "https"
    }

    var isOpen: Bool { state == .open && context != nil }

    // MARK: What the pool asks for

    /// Tells the pool when the upstream has sent its settings, which come first of all (RFC 9113 §3.4).
    func awaitSettings() {
        guard let context else { return pool.connectFailed(ChannelError.eof, forStreams: true) }
        state = .awaitingSettings
        if capacity != nil { return becomeReady() }
        let timeout = TimeAmount.milliseconds(loop.configuration.timeouts.connect)
        timer = context.eventLoop.assumeIsolated()
            .scheduleTask(in: timeout) { [self] in fail(ChannelError.connectTimeout(timeout)) }
    }

    func makeStream() -> HTTP2UpstreamStream {
        HTTP2UpstreamStream(connection: self, loop: loop)
    }

    func close() {
        guard let context else { return }
        if state == .open {
            context.write(
                frame(.rootStream, .goAway(lastStreamID: 0, errorCode: .noError, opaqueData: nil)),
                promise: nil
            )
            context.flush()
        }
        context.close(promise: nil)
    }

    private func becomeReady() {
        timer?.cancel()
        timer = nil
        state = .open
        idleSince = loop.coarseUptime()
        pool.streamsReady(on: self, capacity: capacity ?? .max)
    }

    /// The upstream did not become one.
    private func fail(_ error: any Error) {
        guard state == .awaitingSettings else { return }
        state = .closed
        timer?.cancel()
        timer = nil
        context?.close(promise: nil)
        pool.connectFailed(error, forStreams: true)
    }

    // MARK: What a stream asks for

    /// The block for a request's head in HTTP/1.1; nil if it does not fit into one frame, which is all that is sent.
    func block(_ head: ByteBuffer) -> HPACKHeaders? {
        guard let block = HeaderBlockWriter.request(head, scheme: scheme) else { return nil }
        return head.readableBytes < HeaderBlockWriter.alwaysFitting || fits(block) ? block : nil
    }

    /// Whether a header block fits into one frame.
    func fits(_ block: HPACKHeaders) -> Bool {
        HeaderBlockWriter.maximumEncodedLength(block) <= frameBytes
    }

    /// Sends a request's head; false if the connection takes no more.
    func open(_ stream: HTTP2UpstreamStream, block: HPACKHeaders, endsRequest: Bool) -> Bool {
        guard let context, isOpen else { return false }
        let id = nextID
        nextID = nextID.advanced(by: 2)
        stream.id = id
        streams[id] = stream
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated()
            .whenFailure { [weak stream] error in
                // What the channel says of itself is told when it closes.
                guard error is any NIOHTTP2Error else { return }
                if let stream {
                    self.turn(to: stream)
                    stream.headDropped()
                }
                if error.hasLostCompression { self.context?.close(promise: nil) }
            }
        context.write(frame(id, .headers(.init(headers: block, endStream: endsRequest))), promise: promise)
        return true
    }

    func write(_ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID) {
        context?.write(frame(id, payload), promise: nil)
    }

    /// A stream has ended, whole or not; with a code the upstream is told.
    func left(_ stream: HTTP2UpstreamStream, reset code: HTTP2ErrorCode?) {
        if let id = stream.id {
            streams[id] = nil
            if let code, isOpen {
                write(.rstStream(code), on: id)
                flushSoon()
            }
        }
        if code == nil { isReused = true }
        if streams.isEmpty { idleSince = loop.coarseUptime() }
        pool.streamEnded(on: self)
    }

    /// A stream's peer has taken what had gathered; its exchange hears of it when this is done.
    func awaken(_ stream: HTTP2UpstreamStream) {
        awakened.append(stream)
        guard awakened.count == 1, let context else { return }
        context.eventLoop.assumeIsolated()
            .execute { [self] in
                let streams = awakened
                awakened.removeAll(keepingCapacity: true)
                for stream in streams { stream.becameWritable() }
            }
    }

    private func frame(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload) -> NIOAny {
        wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload))
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        let stream = streams[frame.streamID]
        turn(to: stream)
        switch frame.payload {
        case .headers(let headers):
            stream?.received(headers.headers, endsStream: headers.endStream)
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data { stream?.received(bytes, endsStream: data.endStream) }
        case .rstStream(let code):
            stream?.wasReset(code)
        case .settings(.settings(let settings)):
            adopt(settings)
        case .goAway(let lastID, _, _):
            drain(after: lastID)
        default:
            // Pushes are a connection's error below, for they were forbidden (RFC 9113 §6.6).
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        turn(to: nil)
        let streams = touched
        touched.removeAll(keepingCapacity: true)
        for stream in streams { stream.flushResponse() }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let change as NIOHTTP2WindowUpdatedEvent:
            if let window = change.inboundWindowSize { windowChanged(of: change.streamID, to: window) }
        case let end as StreamClosedEvent:
            // Without an error it has ended by its frames.
            guard let code = end.reason, let stream = streams[end.streamID] else { return }
            turn(to: stream)
            stream.wasReset(code)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream has reset that alone.
        if error is any NIOHTTP2Error, !error.hasLostCompression, !isBroken { return }
        loop.logger.debug("upstream connection broke", metadata: ["error": "\(error)"])
        fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        turn(to: nil)
        self.context = nil
        fail(ChannelError.eof)
        guard state == .open else { return }
        state = .closed
        let open = streams.values
        streams = [:]
        for stream in open { stream.connectionClosed() }
        pool.connectionClosed(self)
    }

    /// Another stream's response may be begun in the same memory.
    private func turn(to stream: HTTP2UpstreamStream?) {
        if let current, current !== stream { current.writeResponse() }
        current = stream
        guard let stream, !stream.isTouched else { return }
        stream.isTouched = true
        touched.append(stream)
    }

    private func adopt(_ settings: HTTP2Settings) {
        let isFirst = capacity == nil
        if let size = settings.last(where: { $0.parameter == .maxFrameSize })?.value { frameBytes = size }
        if let limit = settings.last(where: { $0.parameter == .maxConcurrentStreams })?.value {
            capacity = limit
        } else if isFirst {
            capacity = .max
        } else {
            return
        }
        if isFirst {
            write(.windowUpdate(windowSizeIncrement: Self.connectionWindow - Self.initialWindow), on: .rootStream)
            flushSoon()
            if state == .awaitingSettings { becomeReady() }
        } else if state == .open, let capacity {
            pool.capacityChanged(of: self, to: capacity)
        }
    }

    /// RFC 9113 §6.8: what came after that one was not looked at, the others go on, and nothing new begins.
    private func drain(after lastID: HTTP2StreamID) {
        guard state == .open else { return fail(ChannelError.eof) }
        let dropped = streams.filter { $0.key > lastID }
        // First, so that nothing comes back to this connection.
        pool.connectionDrained(self)
        for (id, stream) in dropped {
            streams[id] = nil
            stream.wasRefused()
        }
    }

    private func windowChanged(of id: HTTP2StreamID, to window: Int) {
        guard id == .rootStream else {
            streams[id]?.windowChanged(to: window)
            return
        }
        guard state == .open, window <= Self.connectionWindow / 2 else { return }
        // Before the first settings it is not larger than that.
        write(.windowUpdate(windowSizeIncrement: Self.connectionWindow - window), on: .rootStream)
        flushSoon()
    }

    /// Gives a stream's window back.
    func giveBack(_ count: Int, to id: HTTP2StreamID) {
        write(.windowUpdate(windowSizeIncrement: count), on: id)
        flushSoon()
    }
}

extension HTTP2UpstreamConnection: NIOHTTP2FrameDelegate {
    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .data(let data):
            streams[frame.streamID]?.wrote(data.data.readableBytes, endsStream: data.endStream)
        case .headers(let headers):
            streams[frame.streamID]?.wroteHead(endsStream: headers.endStream)
        case .goAway:
            isBroken = true
        default:
            break
        }
    }
}

extension NIOHTTP2Handler.ConnectionConfiguration {
    /// What is asked of upstreams, and how much of what costs without use is taken from them.
    fileprivate static func upstream(headBytes: Int) -> Self {
        var configuration = Self()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .maxConcurrentStreams, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: HTTP2UpstreamStream.window),
            HTTP2Setting(parameter: .maxHeaderListSize, value: headBytes),
        ]
        // Both are checked where the head is read, more strictly.
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        configuration.maximumSequentialEmptyDataFrames = 16
        configuration.maximumSequentialContinuationFrames = 16
        configuration.maximumBufferedControlFrames = 1_024
        // Frames of a stream that was cancelled are still under way.
        configuration.maximumRecentlyResetStreams = 1_024
        // gRPC measures the way with a ping for each round trip that carries data.
        configuration.controlFrameRateLimit.maximumCount = 2_000
        configuration.controlFrameRateLimit.windowLength = .seconds(1)
        return configuration
    }
}

extension NIOHTTP2Handler.StreamConfiguration {
    fileprivate static var upstream: Self {
        var configuration = Self()
        // RFC 9113 §8.1: a server may reset each stream whose request it does not read to its end.
        configuration.streamResetFrameRateLimit.maximumCount = 2_000
        configuration.streamResetFrameRateLimit.windowLength = .seconds(1)
        return configuration
    }
}
