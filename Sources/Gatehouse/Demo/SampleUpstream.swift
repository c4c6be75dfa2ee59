package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// Serves "tstapp", the sample API behind the demo: it answers with what it received.
package struct SampleUpstream: Service {
    /// The port of the loopback address that it listens on.
    package let port: Int

    fileprivate let channel: any Channel

    /// Listens on that port of the loopback address, or on a free one if it is taken.
    package static func start(preferring port: Int, logger: Logger) async throws(ExitFailure) -> SampleUpstream {
        for candidate in [port, 0] {
            if let channel = try? await bind(candidate), let port = channel.localAddress?.port {
                logger.debug("sample upstream listening", metadata: ["port": "\(port)"])
                return SampleUpstream(port: port, channel: channel)
            }
        }
        throw ExitFailure(.environment, "The sample upstream finds no free port on 127.0.0.1.")
    }

    /// Answers until the service group stops.
    package func run() async throws {
        try? await gracefulShutdown()
        await stop()
    }

    /// Closes the listener.
    package func stop() async {
        try? await channel.close()
    }

    private static func bind(_ port: Int) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(SampleUpstreamHandler())
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
    }
}
