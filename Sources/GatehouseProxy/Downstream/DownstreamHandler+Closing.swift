import NIOCore

/// Watches the time of a connection, and ends it.
extension DownstreamHandler: ClientConnection {
    func setDeadline(after milliseconds: Int64) {
        deadline = loop.coarseUptime() &+ UInt64(clamping: milliseconds) &* 1_000_000
    }

    func endStream(now: Int64) {
        exchange?.endStream(now: now)
        tunnel?.endStream(now: now)
    }

    func deadlinePassed() {
        if security.isHandshaking { return cutHandshake() }
        switch state {
        case .readingHead where buffer.readableBytes > 0 && isWritable: refuseMalformed(.headTimeout)
        case .collecting: refuseCollected(.gateway(GatewayFailure(.stalledBody, origin: .downstream)))
        case .readingHead, .draining, .closing: cut()
        case .waiting: break
        case .exchanging: exchange?.stalled()
        case .tunnelling: tunnel?.deadlinePassed()
        case .handedOver: break
        }
    }

    /// Closes now if idle, else after the response that is under way.
    func drain() {
        if security.isHandshaking { return cutHandshake() }
        if case .readingHead = state, buffer.readableBytes == 0 { closeAfterWriting() }
        tunnel?.drain()
    }

    /// Closes at once.
    func cut() {
        state = .closing
        context?.close(promise: nil)
    }

    func awaitRequest() {
        if loop.isDraining {
            closeAfterWriting()
        } else {
            state = .readingHead
            setDeadline(after: loop.configuration.timeouts.idle)
        }
    }

    /// Sends a FIN behind everything written, and reads on for a moment.
    ///
    /// RFC 9112 §9.6: closing at once with unread bytes would send a reset, which can destroy the last response.
    func closeAfterWriting() {
        guard let context, state != .closing else { return }
        state = .closing
        drained = 0
        setDeadline(after: Self.lingering)
        flushNow()
        context.close(mode: .output, promise: nil)
    }
}
