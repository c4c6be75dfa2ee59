import Logging
import NIOCore

/// A client's connection that learns from a PROXY header who is at its other end.
protocol ProxiedConnection: AnyObject {
    /// Takes another address for the peer's; nothing of the client has been read yet.
    func identify(peer: String, isTrusted: Bool)
    /// Ends the connection after so many milliseconds unless something happens.
    func setDeadline(after milliseconds: Int64)
    var isHandshaking: Bool { get }
}

/// Reads the PROXY header in front of a connection, before TLS and HTTP see anything, and then leaves the pipeline.
final class ProxyProtocolHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        case reading
        case done
        case refused
    }

    private let connection: any ProxiedConnection
    private let loop: LoopState
    private let peer: String
    private var reader = ProxyHeaderReader()
    private var state = State.reading

    private init(_ connection: any ProxiedConnection, _ loop: LoopState, peer: String) {
        self.connection = connection
        self.loop = loop
        self.peer = peer
    }

    /// Begins a pipeline with a reader of the header, if this connection has to have one.
    ///
    /// Whether there is one is a matter of the configuration and of the peer, never of what the peer sends.
    static func begin(on channel: any Channel, for connection: any ProxiedConnection, _ loop: LoopState) throws {
        let mode = loop.configuration.proxyProtocol
        guard mode != .off else { return }
        let address = channel.remoteAddress
        let isTrusted =
            address.map { peer in loop.configuration.trustedProxies.contains { $0.contains(peer) } } ?? false
        guard isTrusted else {
            guard mode == .required else { return }
            let peer = address?.ipAddress ?? "unknown"
            loop.count(ProxyHeaderResult.untrusted)
            loop.logger.debug("connection of no trusted proxy refused", metadata: ["gatehouse.peer": "\(peer)"])
            throw ProxyPeerRefused()
        }
        let handler = ProxyProtocolHandler(connection, loop, peer: address?.ipAddress ?? "unknown")
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        connection.setDeadline(after: loop.configuration.timeouts.head)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .reading: break
        case .done: return context.fireChannelRead(data)
        case .refused: return
        }
        var bytes = unwrapInboundIn(data)
        let header: ProxyHeader
        do throws(ProxyHeaderProblem) {
            guard let read = try reader.read(&bytes) else { return }
            header = read
        } catch {
            state = .refused
            loop.count(ProxyHeaderResult.malformed)
            loop.logger.debug(
                "PROXY header refused",
                metadata: ["gatehouse.peer": "\(peer)", "error": "\(error.rawValue)"]
            )
            return context.close(promise: nil)
        }
        state = .done
        loop.count(ProxyHeaderResult.accepted)
        if case .source(let source) = header {
            let isTrusted = loop.configuration.trustedProxies.contains { $0.contains(source) }
            connection.identify(peer: AddressRange.text(of: source), isTrusted: isTrusted)
        } else {
            // Nobody vouches for the client, so nothing that it says of itself counts.
            connection.identify(peer: peer, isTrusted: false)
        }
        let timeouts = loop.configuration.timeouts
        connection.setDeadline(after: connection.isHandshaking ? timeouts.head : timeouts.idle)
        if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if state == .reading { loop.count(ProxyHeaderResult.unfinished) }
        state = .refused
        context.fireChannelInactive()
    }
}

/// A peer that is no trusted proxy, where only those may connect: the connection is closed.
struct ProxyPeerRefused: Error {}
