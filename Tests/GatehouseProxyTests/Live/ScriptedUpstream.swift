import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// An upstream that records every byte it gets and answers by a script.
final class ScriptedUpstream: Sendable {
    /// What the script does with what one connection has received since the last answer.
    enum Step: Sendable {
        case wait
        case reply(String)
        case replyAndClose(String)
        case close
    }

    typealias Script = @Sendable (_ received: String, _ connection: Int) -> Step

    private let channel: any Channel

    /// Everything that each connection received, in the order in which they were accepted.
    var received: [String] { log.received.withLock { $0 } }
    var connectionCount: Int { received.count }
    var port: Int { channel.localAddress?.port ?? 0 }

    /// What clients show in handshakes is told, and believed.
    static func start(
        tls: NIOSSLContext? = nil,
        seeing: (@Sendable ([NIOSSLCertificate]) -> Void)? = nil,
        _ script: @escaping Script
    ) async throws -> ScriptedUpstream {
        let log = Log()
        let channel = try await bootstrap(script, log, tls, seeing)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return ScriptedUpstream(channel, log)
    }

    /// Listens on a Unix socket, as the issuer's site does.
    static func start(path: String, _ script: @escaping Script) async throws -> ScriptedUpstream {
        let log = Log()
        let channel = try await bootstrap(script, log)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
            .get()
        return ScriptedUpstream(channel, log)
    }

    private static func bootstrap(
        _ script: @escaping Script,
        _ log: Log,
        _ tls: NIOSSLContext? = nil,
        _ seeing: (@Sendable ([NIOSSLCertificate]) -> Void)? = nil
    ) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(handler(tls, seeing))
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, log))
                }
            }
    }

    private static func handler(
        _ tls: NIOSSLContext,
        _ seeing: (@Sendable ([NIOSSLCertificate]) -> Void)?
    ) -> NIOSSLServerHandler {
        guard let seeing else { return NIOSSLServerHandler(context: tls) }
        let callback: NIOSSLCustomVerificationCallback = { certificates, promise in
            seeing(certificates)
            promise.succeed(.certificateVerified)
        }
        return NIOSSLServerHandler(context: tls, customVerificationCallback: callback)
    }

    /// Answers every request without a body by the same response.
    static func start(always response: String, tls: NIOSSLContext? = nil) async throws -> ScriptedUpstream {
        try await start(tls: tls) { received, _ in received.hasSuffix("\r\n\r\n") ? .reply(response) : .wait }
    }

    fileprivate final class Log: Sendable {
        let received = Mutex<[String]>([])
    }

    private let log: Log

    private init(_ channel: any Channel, _ log: Log) {
        self.channel = channel
        self.log = log
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: ScriptedUpstream.Script
    private let log: ScriptedUpstream.Log
    private var connection = 0
    private var pending = ""

    init(_ script: @escaping ScriptedUpstream.Script, _ log: ScriptedUpstream.Log) {
        self.script = script
        self.log = log
    }

    func channelActive(context: ChannelHandlerContext) {
        connection = log.received.withLock { all in
            all.append("")
            return all.count - 1
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        pending += text
        log.received.withLock { $0[connection] += text }
        switch script(pending, connection) {
        case .wait: break
        case .reply(let response): answer(response, context)
        case .replyAndClose(let response):
            answer(response, context)
            context.close(mode: .output, promise: nil)
        case .close: context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ response: String, _ context: ChannelHandlerContext) {
        pending = ""
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: response)), promise: nil)
    }
}
