import GatehousePolicy
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// Keeps the connections of one event loop to one upstream, and performs what its state machine decides.
final class UpstreamPool {
    /// What connections of one pool have in common.
    struct Key: Hashable {
        let address: UpstreamAddress
        /// The address that its name led to; nil to look it up with every connection.
        var resolved: SocketAddress?
        /// How long a connection may take, in milliseconds; nil for as long as all.
        var connectTimeout: Int64?
    }

    /// How often a certificate is complained of at most, in nanoseconds.
    private static let complaining: UInt64 = 60_000_000_000

    let key: Key
    let loop: LoopState
    private var complainedAt: UInt64?
    var machine: UpstreamPoolStateMachine<UpstreamConnection, Exchange>
    /// Its connections in HTTP/2.
    var streams: HTTP2PoolStateMachine<HTTP2UpstreamConnection, Exchange>
    /// Whether the last handshake has agreed on HTTP/2; nil while nobody knows.
    var hasAgreedOnHTTP2: Bool?
    /// Connections opened since the start.
    private(set) var connectCount: UInt64 = 0

    init(_ key: Key, loop: LoopState) {
        self.key = key
        self.loop = loop
        let loops = max(1, loop.configuration.loopCount)
        self.machine = UpstreamPoolStateMachine(
            maximumConnections: loop.configuration.upstreamConnections / loops,
            maximumWaiters: loop.configuration.upstreamQueue / loops,
            maximumTunnels: loop.configuration.upstreamWebSockets / loops
        )
        self.streams = HTTP2PoolStateMachine(
            maximumConnections: loop.configuration.upstreamConnections / loops,
            maximumWaiters: loop.configuration.upstreamQueue / loops
        )
    }

    var idleCount: Int { machine.idleCount + streams.idleCount }
    var openCount: Int {
        machine.idleCount + machine.leasedCount + machine.tunnelCount + streams.connectionCount
    }
    var isEmpty: Bool { machine.isEmpty && streams.isEmpty }
    /// Whether a connection is being made for somebody who waits.
    var isConnecting: Bool { machine.connectingCount > 0 || streams.connectingCount > 0 }
    /// Whether it keeps no connection any more, because no policy named its upstream.
    var isClosing: Bool { machine.isClosing }

    /// Finds a connection for an exchange, now or later; the exchange is told either way.
    func lease(for exchange: Exchange) {
        if speaksHTTP2() { return perform(streams.lease(exchange), for: exchange) }
        perform(machine.lease(exchange), for: exchange)
    }

    /// Opens a connection for an exchange whose reused one had died.
    func leaseFresh(for exchange: Exchange) {
        if !exchange.needsWholeConnection, speaksHTTP2() {
            return perform(streams.leaseAgain(exchange), for: exchange)
        }
        perform(machine.leaseFresh(exchange), for: exchange)
    }

    /// Finds a connection for an exchange that asks to switch protocols: a new one, for which an idle one makes room.
    func leaseUnused(for exchange: Exchange) {
        guard !hasPriorKnowledge else {
            return exchange.connectionRefused(GatewayFailure(.noWebSocket, origin: .upstream))
        }
        machine.makeRoom()?.close()
        perform(machine.leaseUnused(exchange), for: exchange)
    }

    /// A leased connection has become a tunnel: it carries no other request, and takes nobody's place.
    func becameTunnel() {
        machine.becameTunnel()
        if machine.needsConnection() { connect() }
    }

    /// A tunnel's connection was closed.
    func tunnelClosed() {
        machine.tunnelClosed()
    }

    /// Withdraws an exchange that still waits.
    func withdraw(_ exchange: Exchange) {
        if machine.withdraw(where: { $0 === exchange }) { return }
        _ = streams.withdraw { $0 === exchange }
    }

    /// Takes a connection back after its exchange.
    func release(_ connection: UpstreamConnection, isReusable: Bool) {
        settle(machine.released(connection, isReusable: isReusable), connection)
        if machine.needsConnection() { connect() }
    }

    /// An idle connection was closed by its peer.
    func idleClosed(_ connection: UpstreamConnection) {
        _ = machine.idleClosed(connection)
    }

    /// Closes what has been idle since before an instant, in uptime nanoseconds.
    func closeIdle(since limit: UInt64) {
        for connection in machine.removeIdle(while: { $0.idleSince < limit }) { connection.close() }
        for connection in streams.removeIdle(where: { $0.idleSince < limit }) { connection.close() }
    }

    /// Closes idle connections, and those in use when their exchange ends.
    func close() {
        for connection in machine.close() { connection.close() }
        for connection in streams.close() { connection.close() }
    }

    private func perform(
        _ action: UpstreamPoolStateMachine<UpstreamConnection, Exchange>.LeaseAction,
        for exchange: Exchange
    ) {
        switch action {
        case .reuse(let connection): exchange.connected(to: connection)
        case .connect: connect()
        case .wait: break
        case .refuse: exchange.connectionRefused(GatewayFailure(.overloaded, origin: .gateway))
        }
    }

    func settle(
        _ action: UpstreamPoolStateMachine<UpstreamConnection, Exchange>.ReleaseAction,
        _ connection: UpstreamConnection
    ) {
        switch action {
        case .keep: connection.becomeIdle(at: loop.coarseUptime())
        case .serve(let exchange): exchange.connected(to: connection)
        case .close: connection.close()
        }
    }

    /// Opens a connection, for exchanges that may share one or for one that may not.
    func connect(forStreams isShared: Bool = false) {
        connectCount &+= 1
        open(offeringHTTP2: isShared)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): self.connected(channel, forStreams: isShared)
                case .failure(let error): self.connectFailed(error, forStreams: isShared)
                }
            }
    }

    private func connected(_ channel: any Channel, forStreams isShared: Bool) {
        if let remote = channel.remoteAddress,
            loop.configuration.ownListeners.contains(remote, from: channel.localAddress)
        {
            loop.logger.warning("an upstream leads back to this server", metadata: ["upstream": "\(remote)"])
            channel.close(promise: nil)
            return connectFailed(ChannelError.operationUnsupported, forStreams: isShared)
        }
        do {
            if isShared { return try streamsConnected(channel.pipeline.syncOperations) }
            let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
            settle(machine.connected(connection), connection)
        } catch {
            // The channel closed before this callback ran; its handler has left the pipeline.
            connectFailed(error, forStreams: isShared)
        }
    }

    func connectFailed(_ error: any Error, forStreams isShared: Bool) {
        loop.logger.debug("upstream connection failed", metadata: ["error": "\(error)"])
        let failure = failure(of: error)
        if isShared { return streamsFailed(failure) }
        let failed = machine.connectFailed()
        // Those who waited for a place behind this attempt get one of their own.
        if machine.needsConnection() { connect() }
        guard case .fail(let exchange) = failed else { return }
        exchange.connectionRefused(failure)
    }

    private func failure(of error: any Error) -> GatewayFailure {
        GatewayFailure(kind(of: error), origin: .upstream)
    }

    /// What an error of a connection that has carried nothing yet is called.
    func kind(of error: any Error) -> GatewayFailure.Kind {
        if case .connectTimeout? = error as? ChannelError { return .connectTimeout }
        if let refusal = error as? CertificateRefused {
            complain(refusal.message, of: refusal.cause)
            return .certificateRefused
        }
        guard error is NIOSSLExtraError || "\(error)".contains("CERTIFICATE_VERIFY_FAILED") else { return .unreachable }
        complain("an upstream's certificate is not believed", of: error)
        return .badCertificate
    }

    private func complain(_ message: Logger.Message, of error: any Error) {
        let now = loop.coarseUptime()
        guard complainedAt.map({ now - min(now, $0) >= Self.complaining }) ?? true else { return }
        complainedAt = now
        let cause = ConnectionFailureText.cause(error) ?? "\(error)"
        loop.logger.warning(message, metadata: ["gatehouse.upstream": "\(address)", "error": "\(cause)"])
    }

    var address: UpstreamAddress { key.address }

    private func open(offeringHTTP2 offersHTTP2: Bool) -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let bootstrap = ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(.milliseconds(connectTimeout))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: 8_192, high: 16_384))
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4_096, initial: 4_096, maximum: 131_072)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pool = bound.value
                    // Over TLS it comes after the handshake.
                    guard !pool.isSecure else { return }
                    try pool.addHandlers(to: channel, speakingHTTP2: pool.hasPriorKnowledge)
                }
            }
        switch address {
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        case .tcp(let scheme, let host, let port, _):
            let tcp = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
            let known = key.resolved ?? SocketAddress(literal: host, port: port)
            let connected = known.map { tcp.connect(to: $0) } ?? tcp.connect(host: host, port: port)
            guard scheme == .https else { return connected }
            return connected.flatMap { channel in bound.value.secure(channel, for: host, offersHTTP2) }
        }
    }

    private var connectTimeout: Int64 { key.connectTimeout ?? loop.configuration.timeouts.connect }

    private var isSecure: Bool {
        guard case .tcp(.https, _, _, _) = address else { return false }
        return true
    }

    /// Shakes hands with an upstream, which has to prove that it is that host.
    private func secure(
        _ channel: any Channel,
        for host: String,
        _ offersHTTP2: Bool
    ) -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        do {
            guard let trust = loop.upstreamTrust else { throw ChannelError.operationUnsupported }
            let timeout = TimeAmount.milliseconds(connectTimeout)
            return
                try UpstreamHandshake
                .begin(on: channel, trust, offeringHTTP2: offersHTTP2, host: host, within: timeout)
                .flatMapThrowing { agreed in
                    let isHTTP2 = offersHTTP2 && agreed.map { $0.utf8.elementsEqual("h2".utf8) } ?? false
                    try bound.value.addHandlers(to: channel, speakingHTTP2: isHTTP2)
                    return channel
                }
        } catch {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    private func addHandlers(to channel: any Channel, speakingHTTP2 isHTTP2: Bool) throws {
        if isHTTP2 { return try HTTP2UpstreamConnection.add(to: channel, pool: self) }
        try channel.pipeline.syncOperations.addHandler(UpstreamConnection(pool: self, loop: loop))
    }
}
