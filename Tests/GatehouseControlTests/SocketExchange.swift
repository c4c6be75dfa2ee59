import NIOCore
import NIOPosix

/// Sends bytes over a connection of its own and reads until the other end closes.
enum SocketExchange {
    /// What came back; empty if the other end closed without a word.
    ///
    /// What comes `then` is sent only after the first bytes of the answer.
    static func text(unix path: String, _ request: String, then rest: String? = nil) async throws -> String {
        try await exchange(request, rest) { initializer in
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path, channelInitializer: initializer)
        }
    }

    /// What came back; empty if the other end closed without a word.
    static func text(port: Int, _ request: String) async throws -> String {
        try await exchange(request, nil) { initializer in
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port, channelInitializer: initializer)
        }
    }

    private typealias Bytes = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Initializer = @Sendable (any Channel) -> EventLoopFuture<Bytes>

    private static func exchange(
        _ request: String,
        _ rest: String?,
        connect: (@escaping Initializer) async throws -> Bytes
    ) async throws -> String {
        let channel = try await connect { channel in
            channel.eventLoop.makeCompletedFuture { try Bytes(wrappingChannelSynchronously: channel) }
        }
        return try await channel.executeThenClose { inbound, outbound in
            // The other end may have closed already: then there is nothing to read either.
            try? await outbound.write(ByteBuffer(string: request))
            var rest = rest
            var answer = ByteBuffer()
            do {
                for try await var part in inbound {
                    answer.writeBuffer(&part)
                    if let rest {
                        try await outbound.write(ByteBuffer(string: rest))
                    }
                    rest = nil
                }
            } catch is IOError {
                // A reset is an end too.
            }
            return String(buffer: answer)
        }
    }
}
