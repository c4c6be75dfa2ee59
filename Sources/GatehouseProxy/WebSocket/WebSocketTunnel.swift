import NIOCore

/// Carries a WebSocket between a client and an upstream that have agreed on it, and closes it when its time is over.
///
/// Frames pass as they come, in both directions with back-pressure, and nothing is kept. Their borders are followed, so
/// that a Close of the gate's own stands between two of them.
final class WebSocketTunnel {
    enum Side {
        case client
        case upstream
    }

    private enum Phase {
        case open
        /// The client gets the rest of the frame that it has begun to receive, then this Close.
        case finishing(WebSocketCloseCode)
        /// Nothing is carried any more; the connections end.
        case over
    }

    /// Pieces up to this size go on in memory of their size, in bytes: a peer may be long in taking them.
    private static let copied = 4_096
    /// How long the rest of a frame, or the end of a connection, is waited for, in milliseconds.
    private static let closing: Int64 = 2_000
    /// How long one peer may go on when the other has sent its last byte, in milliseconds.
    private static let halfClosed: Int64 = 5_000

    private let loop: LoopState
    private let client: any TunnelClient
    private let upstream: any TunnelEnd
    private let watch: TokenWatch?
    private let onEnd: (WebSocketTunnel) -> Void
    private var toUpstream: WebSocketDirection
    private var toClient: WebSocketDirection
    private var phase = Phase.open
    /// Whether both have said Close.
    private var isClosing = false
    private var hasClientFinished = false
    private var hasUpstreamFinished = false
    private var isHeldUp = false
    private var upstreamTimer: Scheduled<Void>?
    /// Why it ended, if neither of the two had ended it.
    private(set) var failure: GatewayFailure.Kind?

    /// - Parameters:
    ///   - client: The connection that has asked.
    ///   - upstream: The connection that has agreed.
    ///   - allowsReservedBits: Whether they agreed on an extension.
    ///   - watch: The token that it ends with.
    ///   - loop: The event loop of both connections.
    ///   - onEnd: Called once, when nothing is carried any more.
    init(
        client: any TunnelClient,
        upstream: any TunnelEnd,
        allowsReservedBits: Bool,
        watch: TokenWatch?,
        loop: LoopState,
        onEnd: @escaping (WebSocketTunnel) -> Void
    ) {
        self.client = client
        self.upstream = upstream
        self.watch = watch
        self.loop = loop
        self.onEnd = onEnd
        self.toUpstream = WebSocketDirection(isMasked: true, allowsReservedBits: allowsReservedBits)
        self.toClient = WebSocketDirection(isMasked: false, allowsReservedBits: allowsReservedBits)
    }

    /// Bytes of frames that the client has sent on.
    var requestBytes: Int64 { toUpstream.carried }
    /// Bytes of frames that the client was sent.
    var responseBytes: Int64 { toClient.carried }

    /// Begins to watch the time.
    func begin() {
        setDeadline()
        // It was asked for before the server began to stop.
        if loop.isDraining { drain() }
    }

    // MARK: What the connections tell

    func received(_ bytes: ByteBuffer, from side: Side) {
        switch (phase, side) {
        case (.over, _), (.finishing, .client): return
        case (.open, .client): act(on: toUpstream.take(bytes, stopsAtFrameEnd: false), from: .client)
        case (.open, .upstream): act(on: toClient.take(bytes, stopsAtFrameEnd: false), from: .upstream)
        case (.finishing, .upstream): act(on: toClient.take(bytes, stopsAtFrameEnd: true), from: .upstream)
        }
    }

    func becameWritable(_ side: Side) {
        other(side).setReading(paused: false)
        if case .open = phase { setDeadline() }
    }

    /// A peer has sent its last byte, and may still read.
    func inputEnded(_ side: Side) {
        switch side {
        case .client: hasClientFinished = true
        case .upstream: hasUpstreamFinished = true
        }
        switch phase {
        case .open:
            other(side).finishWriting()
            client.setDeadline(after: Self.halfClosed)
            if hasClientFinished, hasUpstreamFinished { finish() }
        case .finishing:
            // The rest of the frame will not come, or nobody waits for it.
            finish()
            cutBoth()
        case .over:
            connection(side).cut()
        }
    }

    /// A connection has gone, whoever closed it.
    func closed(_ side: Side) {
        let isEarly: Bool
        if case .over = phase { isEarly = false } else { isEarly = true }
        finish()
        switch side {
        case .upstream:
            upstreamTimer?.cancel()
            upstreamTimer = nil
            client.setDeadline(after: Self.closing)
            guard isEarly else { return }
            // Everything that it sent has been written; half a frame has no other end than the connection's.
            if hasUpstreamFinished || toClient.hasClosed { letGo(client) } else { client.breakOff() }
        case .client:
            if isEarly { letGo(upstream) }
            cutUpstreamSoon()
        }
    }

    // MARK: The end

    /// Contract §5: it ends when the token that opened it has expired or was revoked.
    func endStream(now: Int64) {
        guard let watch, case .open = phase, watch.hasEnded(now: now, revocations: loop.revocations) else { return }
        end(toClient: .tokenEnded, toUpstream: .tokenEnded, .tokenEnded)
    }

    /// The server stops.
    func drain() {
        end(toClient: .goingAway, toUpstream: .goingAway, nil)
    }

    /// Nobody moved for too long.
    func deadlinePassed() {
        guard case .open = phase, !isHeldUp, !toClient.hasClosed, !hasClientFinished, !hasUpstreamFinished else {
            if case .open = phase, isHeldUp { failure = .stalledBody }
            finish()
            return cutBoth()
        }
        end(toClient: .goingAway, toUpstream: .goingAway, .webSocketIdle)
    }

    /// Closes both ways: each end gets a Close where it has not begun to receive a frame.
    private func end(
        toClient code: WebSocketCloseCode,
        toUpstream upstreamCode: WebSocketCloseCode,
        _ failure: GatewayFailure.Kind?
    ) {
        guard case .open = phase else { return }
        self.failure = failure
        guard !hasClientFinished, !hasUpstreamFinished else {
            finish()
            return cutBoth()
        }
        // Of a client whose time is over nothing goes on, not even the rest of a frame.
        if !toUpstream.isInFrame, !toUpstream.hasClosed {
            upstream.write(upstreamCode.frame(mask: UInt32(truncatingIfNeeded: loop.identifiers.next())))
            upstream.flushNow()
        }
        if toClient.isInFrame {
            phase = .finishing(code)
            client.setReading(paused: false)
            client.setDeadline(after: Self.closing)
        } else {
            close(code)
        }
    }

    /// Sends the client its Close, and ends both connections when their peers have.
    private func close(_ code: WebSocketCloseCode) {
        if !toClient.hasClosed { client.write(code.frame()) }
        finish()
        letGo(client)
        letGo(upstream)
        client.setDeadline(after: Self.closing)
        cutUpstreamSoon()
    }

    /// From now on nothing is carried.
    private func finish() {
        if case .over = phase { return }
        phase = .over
        onEnd(self)
    }

    /// What the peer still sends is read and thrown away: unread bytes would turn the FIN into a reset.
    private func letGo(_ end: any TunnelEnd) {
        end.finishWriting()
        end.setReading(paused: false)
    }

    private func cutUpstreamSoon() {
        guard upstreamTimer == nil else { return }
        upstreamTimer = loop.eventLoop.assumeIsolated()
            .scheduleTask(in: .milliseconds(Self.closing)) { [self] in upstream.cut() }
    }

    private func cutBoth() {
        client.cut()
        upstream.cut()
    }

    // MARK: Carrying

    private func act(on taken: (passing: ByteBuffer, end: WebSocketFrameScanner.End), from side: Side) {
        forward(taken.passing, to: other(side))
        switch taken.end {
        case .more:
            if case .open = phase { setDeadline() } else if !client.isWritable { holdUpstream() }
        case .frameEnd:
            if case .finishing(let code) = phase { close(code) }
        case .closed:
            if case .finishing(let code) = phase { close(code) } else { setDeadline() }
        case .violation:
            switch side {
            case .client: end(toClient: .protocolError, toUpstream: .goingAway, .webSocketViolation)
            case .upstream: end(toClient: .badGateway, toUpstream: .protocolError, .brokenResponse)
            }
        }
    }

    private func forward(_ bytes: ByteBuffer, to receiver: any TunnelEnd) {
        guard bytes.readableBytes > 0 else { return }
        receiver.write(bytes.readableBytes <= Self.copied ? loop.allocator.buffer(buffer: bytes) : bytes)
        receiver.flushNow()
    }

    /// Who does not keep up holds the other back, and has less time.
    private func setDeadline() {
        let timeouts = loop.configuration.timeouts
        let wasHeldUp = isHeldUp
        if !client.isWritable { holdUpstream() }
        if !upstream.isWritable { client.setReading(paused: true) }
        isHeldUp = !client.isWritable || !upstream.isWritable
        // What still comes does not prolong an end.
        guard !isClosing, !hasClientFinished, !hasUpstreamFinished else { return }
        if toClient.hasClosed, toUpstream.hasClosed {
            // RFC 6455 §7.1.1: the upstream closes its connection now, and the client waits for ours.
            isClosing = true
            client.setDeadline(after: Self.halfClosed)
        } else if !isHeldUp {
            client.setDeadline(after: timeouts.webSocketIdle)
        } else if !wasHeldUp {
            client.setDeadline(after: timeouts.body)
        }
    }

    private func holdUpstream() {
        upstream.setReading(paused: true)
        client.tellWhenWritable()
    }

    private func connection(_ side: Side) -> any TunnelEnd {
        switch side {
        case .client: client
        case .upstream: upstream
        }
    }

    private func other(_ side: Side) -> any TunnelEnd {
        switch side {
        case .client: upstream
        case .upstream: client
        }
    }
}
