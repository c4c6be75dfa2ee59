import Glibc
import NIOCore
import NIOPosix
import Synchronization

@testable import GatehouseProxy

/// An upstream that opens every WebSocket it is asked for, and does with its bytes what a test says.
final class SwitchingUpstream: Sendable {
    /// One connection, as far as it has come.
    struct Visit: Sendable {
        var head = ""
        /// What came behind the head.
        var bytes: [UInt8] = []
        /// Whether the other end has sent its last byte.
        var hasEnded = false
        var isClosed = false
    }

    fileprivate struct Connection: Sendable {
        let channel: any Channel
        var visit = Visit()
    }

    fileprivate typealias Log = Mutex<[Connection]>

    private let server: any Channel
    private let log: LogBox

    fileprivate final class LogBox: Sendable {
        let connections = Log([])
    }

    var port: Int { server.localAddress?.port ?? 0 }
    var visits: [Visit] { log.connections.withLock { $0.map(\.visit) } }

    /// Listens; `fields` is what its 101 says beside what it must.
    static func start(fields: [String] = []) async throws -> SwitchingUpstream {
        let log = LogBox()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: 65_536)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SwitchingHandler(log, fields))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return SwitchingUpstream(server, log)
    }

    private init(_ server: any Channel, _ log: LogBox) {
        self.server = server
        self.log = log
    }

    /// Waits until a connection has come so far.
    func visit(_ index: Int = 0, until isEnough: (Visit) -> Bool) async -> Visit {
        while true {
            // Judged where it is: a copy of what came would be one for every look at it.
            let enough: Visit? = log.connections.withLock { all in
                index < all.count && isEnough(all[index].visit) ? all[index].visit : nil
            }
            if let enough { return enough }
            guard !Task.isCancelled else { return Visit() }
            await Task.yield()
        }
    }

    private func channel(_ index: Int) -> any Channel {
        log.connections.withLock { $0[index].channel }
    }

    func send(_ bytes: [UInt8], on index: Int = 0) async throws {
        try await channel(index).writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends without waiting until it has left.
    func pour(_ bytes: [UInt8], on index: Int = 0) {
        channel(index).writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    func setReading(paused: Bool, on index: Int = 0) async throws {
        try await channel(index).setOption(.autoRead, value: !paused).get()
    }

    /// Sends a FIN.
    func finish(on index: Int = 0) async throws {
        try await channel(index).close(mode: .output)
    }

    /// Sends a reset.
    func breakOff(on index: Int = 0) async throws {
        let channel = channel(index)
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }

    func stop() async throws {
        try await server.close()
    }
}

private final class SwitchingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: SwitchingUpstream.LogBox
    private let fields: [String]
    private var index = 0
    private var head = ""
    private var isOpen = false

    init(_ log: SwitchingUpstream.LogBox, _ fields: [String]) {
        self.log = log
        self.fields = fields
    }

    private func note(_ change: (inout SwitchingUpstream.Visit) -> Void) {
        log.connections.withLock { change(&$0[index].visit) }
    }

    func channelActive(context: ChannelHandlerContext) {
        let connection = SwitchingUpstream.Connection(channel: context.channel)
        index = log.connections.withLock { all in
            all.append(connection)
            return all.count - 1
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        if isOpen { return note { $0.bytes += bytes } }
        head += String(octets: bytes)
        guard head.hasSuffix("\r\n\r\n") else { return }
        isOpen = true
        note { $0.head = head }
        let key = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("sec-websocket-key: ") }
        let accept = WebSocketAccept.value(for: Array((key ?? "").utf8.dropFirst(19)))
        let lines =
            [
                "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: \(String(octets: accept))",
            ] + fields
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: HeadText.lines(lines))), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { note { $0.hasEnded = true } }
    }

    func channelInactive(context: ChannelHandlerContext) {
        note {
            $0.hasEnded = true
            $0.isClosed = true
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
