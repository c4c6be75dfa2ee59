import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// An upstream that speaks HTTP/2 frame by frame, and answers by a script.
final class HTTP2Upstream: Sendable {
    /// What one stream has received.
    enum Event: Sendable {
        case head(HPACKHeaders, endsStream: Bool)
        case data(ByteBuffer, endsStream: Bool)
        case trailers(HPACKHeaders)
        case reset(HTTP2ErrorCode)
    }

    typealias Script = @Sendable (Event, Reply) -> Void

    /// Writes frames of one stream.
    struct Reply: Sendable {
        fileprivate let context: NIOLoopBound<ChannelHandlerContext>
        fileprivate let log: Log
        let eventLoop: any EventLoop
        let stream: HTTP2StreamID
        /// The connection's place in the order in which they were accepted.
        let connection: Int

        func head(_ fields: [(String, String)], endsStream: Bool = false) {
            send(.headers(.init(headers: HPACKHeaders(fields), endStream: endsStream)))
        }

        func data(_ text: String, endsStream: Bool = false) {
            data(ByteBuffer(string: text), endsStream: endsStream)
        }

        func data(_ bytes: ByteBuffer, endsStream: Bool = false) {
            send(.data(.init(data: .byteBuffer(bytes), endStream: endsStream)))
        }

        func reset(_ code: HTTP2ErrorCode) {
            send(.rstStream(code))
        }

        func goAway(_ last: HTTP2StreamID) {
            send(.goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil), on: .rootStream)
        }

        /// Sends many pieces of a body, and counts those that have gone.
        func flood(_ bytes: ByteBuffer, times: Int) {
            for _ in 0..<times {
                let context = context.value
                let promise = context.eventLoop.makePromise(of: Void.self)
                let log = log
                promise.futureResult.whenSuccess { log.state.withLock { $0.sentBytes += bytes.readableBytes } }
                let frame = HTTP2Frame(streamID: stream, payload: .data(.init(data: .byteBuffer(bytes))))
                context.write(NIOAny(frame), promise: promise)
            }
            context.value.flush()
        }

        func close() {
            context.value.close(promise: nil)
        }

        private func send(_ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID? = nil) {
            let frame = HTTP2Frame(streamID: id ?? stream, payload: payload)
            context.value.writeAndFlush(NIOAny(frame), promise: nil)
        }
    }

    private let channel: any Channel
    private let log: Log

    var port: Int { channel.localAddress?.port ?? 0 }
    var connectionCount: Int { log.state.withLock { $0.connections } }
    /// The heads of all requests, in the order in which they came.
    var heads: [HPACKHeaders] { log.state.withLock { $0.heads } }
    /// The most streams that were open at once on one connection.
    var mostStreams: Int { log.state.withLock { $0.mostStreams } }
    /// Bytes of bodies that have come so far.
    var receivedBytes: Int { log.state.withLock { $0.bytes } }
    /// Bytes of a flood that have gone so far.
    var sentBytes: Int { log.state.withLock { $0.sentBytes } }
    var resets: [HTTP2ErrorCode] { log.state.withLock { $0.resets } }

    static func start(
        settings: HTTP2Settings = [HTTP2Setting(parameter: .maxConcurrentStreams, value: 100)],
        givesWindowBack: Bool = true,
        tls: NIOSSLContext? = nil,
        _ script: @escaping Script
    ) async throws -> HTTP2Upstream {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(
                        NIOHTTP2Handler(
                            mode: .server,
                            initialSettings: settings,
                            headerBlockValidation: .disabled,
                            contentLengthValidation: .disabled
                        )
                    )
                    try pipeline.addHandler(FrameScript(script, log, givesWindowBack: givesWindowBack))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return HTTP2Upstream(channel, log)
    }

    /// Answers every request with a short body, once it is whole.
    static func start(always body: String, tls: NIOSSLContext? = nil) async throws -> HTTP2Upstream {
        try await start(tls: tls) { event, reply in
            guard event.endsStream else { return }
            reply.head([(":status", "200"), ("content-type", "text/plain")])
            reply.data(body, endsStream: true)
        }
    }

    private init(_ channel: any Channel, _ log: Log) {
        self.channel = channel
        self.log = log
    }

    func stop() async throws {
        try await channel.close()
    }

    fileprivate final class Log: Sendable {
        struct State {
            var connections = 0
            var heads: [HPACKHeaders] = []
            var mostStreams = 0
            var bytes = 0
            var sentBytes = 0
            var resets: [HTTP2ErrorCode] = []
        }
        let state = Mutex(State())
    }
}

extension HTTP2Upstream.Event {
    /// Whether the request is whole with it.
    var endsStream: Bool {
        switch self {
        case .head(_, let endsStream), .data(_, let endsStream): endsStream
        case .trailers: true
        case .reset: false
        }
    }
}

private final class FrameScript: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let script: HTTP2Upstream.Script
    private let log: HTTP2Upstream.Log
    private let givesWindowBack: Bool
    private var connection = 0
    private var heads: Set<HTTP2StreamID> = []
    private var open = 0

    init(_ script: @escaping HTTP2Upstream.Script, _ log: HTTP2Upstream.Log, givesWindowBack: Bool) {
        self.script = script
        self.log = log
        self.givesWindowBack = givesWindowBack
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connection = log.state.withLock { state in
            state.connections += 1
            return state.connections - 1
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        let reply = HTTP2Upstream.Reply(
            context: NIOLoopBound(context, eventLoop: context.eventLoop),
            log: log,
            eventLoop: context.eventLoop,
            stream: frame.streamID,
            connection: connection
        )
        switch frame.payload {
        case .headers(let headers) where heads.insert(frame.streamID).inserted:
            open += 1
            log.state.withLock { state in
                state.heads.append(headers.headers)
                state.mostStreams = max(state.mostStreams, open)
            }
            script(.head(headers.headers, endsStream: headers.endStream), reply)
        case .headers(let headers):
            script(.trailers(headers.headers), reply)
        case .data(let data):
            guard case .byteBuffer(let bytes) = data.data else { return }
            log.state.withLock { $0.bytes += bytes.readableBytes }
            script(.data(bytes, endsStream: data.endStream), reply)
        case .rstStream(let code):
            log.state.withLock { $0.resets.append(code) }
            script(.reset(code), reply)
        default:
            break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is StreamClosedEvent { open -= 1 }
        if let change = event as? NIOHTTP2WindowUpdatedEvent, givesWindowBack,
            let window = change.inboundWindowSize, window < 32_768
        {
            let update = HTTP2Frame(
                streamID: change.streamID,
                payload: .windowUpdate(windowSizeIncrement: 65_535 - window)
            )
            context.writeAndFlush(wrapOutboundOut(update), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
