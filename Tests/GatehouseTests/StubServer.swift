import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Answers on a Unix socket what a test says, then closes.
struct StubServer: Sendable {
    /// Gets all that came with the request; answers nil to stay silent for ever.
    typealias Script = @Sendable (String) -> [String]?

    let path: String
    private let channel: any Channel

    static func start(_ script: @escaping Script) async throws -> StubServer {
        let path = "/tmp/gatehouse-stub-\(UInt64.random(in: .min ... .max)).sock"
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(script))
                }
            }
            .bind(unixDomainSocketPath: path)
            .get()
        return StubServer(path: path, channel: channel)
    }

    /// Stops listening; the file goes with it.
    func stop() async throws {
        try await channel.close()
    }

    /// Stops listening as in a crash; the path of the file that stays.
    func crash() async throws -> String {
        let left = path + ".left"
        rename(path, left)
        try await channel.close()
        return left
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: Script
        private var received = ""

        init(_ script: @escaping Script) {
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            guard received.hasSuffix("}") || (received.hasPrefix("GET ") && received.hasSuffix("\r\n\r\n")) else {
                return
            }
            guard let answer = script(received) else { return }
            for part in answer {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: part)), promise: nil)
            }
            context.close(promise: nil)
        }
    }
}
