import NIOCore
import NIOPosix
import Synchronization

/// Answers on a port of the loopback address what a test says, and keeps the connection open.
struct WebStub: Sendable {
    /// Gets the whole request; answers the parts of what is sent.
    typealias Script = @Sendable (String) -> [String]

    let port: Int
    private let channel: any Channel
    private let log: RequestLog

    var url: String { "http://127.0.0.1:\(port)/" }
    /// What was asked, in its order.
    var requests: [String] { log.requests }

    static func start(_ script: @escaping Script) async throws -> WebStub {
        let log = RequestLog()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(script, log))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return WebStub(port: channel.localAddress?.port ?? 0, channel: channel, log: log)
    }

    /// Stops listening.
    func stop() async throws {
        try await channel.close()
    }

    private final class RequestLog: Sendable {
        private let state = Mutex<[String]>([])

        var requests: [String] { state.withLock { $0 } }

        func note(_ request: String) {
            state.withLock { $0.append(request) }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: Script
        private let log: RequestLog
        private var received = ""

        init(_ script: @escaping Script, _ log: RequestLog) {
            self.script = script
            self.log = log
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            guard isWhole else { return }
            log.note(received)
            for part in script(received) {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: part)), promise: nil)
            }
            received = ""
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        /// A head alone, or a body as long as it was announced.
        private var isWhole: Bool {
            let bytes = Array(received.utf8)
            let end = Array("\r\n\r\n".utf8)
            guard bytes.count >= 4 else { return false }
            guard let start = (0...(bytes.count - 4)).first(where: { Array(bytes[$0..<($0 + 4)]) == end }) else {
                return false
            }
            let announced = received.lowercased().split(separator: "\r\n")
                .first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) }
            return bytes.count - start - 4 >= announced ?? 0
        }
    }
}
