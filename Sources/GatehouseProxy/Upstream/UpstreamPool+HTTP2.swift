import GatehousePolicy
import NIOCore

/// Keeps the connections to an upstream that carry many requests at once.
extension UpstreamPool {
    /// Whether the upstream speaks HTTP/2 without being asked (RFC 9113 §3.3).
    var hasPriorKnowledge: Bool {
        guard case .tcp(.h2c, _, _, _) = address else { return false }
        return true
    }

    /// Whether the next request goes to it in HTTP/2, or in what a handshake agrees on.
    func speaksHTTP2() -> Bool {
        switch address {
        case .tcp(.h2c, _, _, _):
            return true
        case .tcp(.https, _, _, _):
            // It may have learnt HTTP/2 since: without connections it is asked again.
            if hasAgreedOnHTTP2 == false, machine.isEmpty { hasAgreedOnHTTP2 = nil }
            return hasAgreedOnHTTP2 ?? true
        default:
            return false
        }
    }

    func perform(
        _ action: HTTP2PoolStateMachine<HTTP2UpstreamConnection, Exchange>.LeaseAction,
        for exchange: Exchange
    ) {
        switch action {
        case .open(let connection): exchange.connected(to: connection.makeStream())
        case .connect: connect(forStreams: true)
        case .wait: break
        case .refuse: exchange.connectionRefused(GatewayFailure(.overloaded, origin: .gateway))
        }
    }

    // MARK: What becomes of a new connection

    /// A connection stands that had been offered HTTP/2.
    func streamsConnected(_ pipeline: ChannelPipeline.SynchronousOperations) throws {
        if let connection = try? pipeline.handler(type: HTTP2UpstreamConnection.self) {
            // It carries requests once the upstream has said how many.
            return connection.awaitSettings()
        }
        let connection = try pipeline.handler(type: UpstreamConnection.self)
        hasAgreedOnHTTP2 = false
        streams.connectionGiven()
        let waiters = streams.takeWaiters()
        settle(machine.adopted(connection), connection)
        for waiter in waiters { lease(for: waiter) }
    }

    func streamsFailed(_ failure: GatewayFailure) {
        for waiter in streams.connectFailed() { waiter.connectionRefused(failure) }
        serveStreams()
    }

    // MARK: What connections tell

    /// The upstream has said how many requests it takes at once.
    func streamsReady(on connection: HTTP2UpstreamConnection, capacity: Int) {
        hasAgreedOnHTTP2 = true
        streams.connected(connection, capacity: capacity)
        serveStreams()
        if streams.isClosing, streams.drained(connection) { connection.close() }
    }

    /// The upstream takes more or fewer requests at once from now on.
    func capacityChanged(of connection: HTTP2UpstreamConnection, to capacity: Int) {
        streams.capacityChanged(of: connection, to: capacity)
        serveStreams()
    }

    /// The upstream takes no new requests on this connection.
    func connectionDrained(_ connection: HTTP2UpstreamConnection) {
        if streams.drained(connection) { connection.close() }
        serveStreams()
    }

    func streamEnded(on connection: HTTP2UpstreamConnection) {
        if streams.streamEnded(on: connection) { connection.close() }
        serveStreams()
    }

    func connectionClosed(_ connection: HTTP2UpstreamConnection) {
        streams.closed(connection)
        serveStreams()
    }

    private func serveStreams() {
        while let (connection, exchange) = streams.nextServed() {
            exchange.connected(to: connection.makeStream())
        }
        if streams.needsConnection() { connect(forStreams: true) }
    }
}
