import NIOCore
import NIOHTTP2

/// Carries a WebSocket on one stream (RFC 8441 §5): its DATA is what a connection's bytes are in HTTP/1.1, END_STREAM is
/// the FIN of one side, and RST_STREAM with CANCEL is a connection that broke off.
extension HTTP2Stream: SwitchingClient {
    var tunnel: WebSocketTunnel? {
        guard case .tunnelling(let tunnel) = state else { return nil }
        return tunnel
    }

    /// The stream's end before it has begun counts as well.
    var holdsBytes: Bool { heldBytes > 0 || isRequestEnded }

    func become(_ tunnel: WebSocketTunnel) {
        state = .tunnelling(tunnel)
        isEndDelivered = false
        connection.streamServed()
    }

    func sendSwitching() {
        let length = loop.out.readableBytes
        guard !isOver, let block = HeaderBlockWriter.takeOpening(&loop.out), fits(block, of: length) else { return }
        pendingHead = block
        flushNow()
    }

    /// Hands on what came, unless the upstream does not keep up: then the window stays closed by as much.
    func relay(_ part: ByteBuffer, to tunnel: WebSocketTunnel) {
        if isReadingPaused || heldBytes > 0 {
            hold(part)
        } else if part.readableBytes > 0 {
            tunnel.received(part, from: .client)
        }
        deliverEnd()
    }

    func setReading(paused: Bool) {
        isReadingPaused = paused
        guard !paused, let tunnel else { return }
        if heldBytes > 0 {
            tunnel.received(takeHeld(), from: .client)
            openWindow()
        }
        deliverEnd()
    }

    private func deliverEnd() {
        guard isRequestEnded, !isEndDelivered, !isReadingPaused, heldBytes == 0, let tunnel else { return }
        isEndDelivered = true
        tunnel.inputEnded(.client)
    }

    func tellWhenWritable() {
        isHeldUp = true
        connection.holdsUp()
    }

    func finishWriting() {
        guard !isResponseEnded, !isOver else { return }
        isResponseEnded = true
        send(ByteBuffer(), endsStream: true)
        connection.flushNow()
    }

    /// The server stops.
    func drain() {
        tunnel?.drain()
    }

    func breakOff() {
        reset(.cancel)
    }

    func cut() {
        guard let tunnel else { return }
        guard isResponseEnded else { return reset(.cancel) }
        guard isRequestEnded else { return reset(unsent == 0 ? .noError : .cancel) }
        // Both sides have sent their end: what is written still leaves, and closes the stream.
        settle()
        tunnel.closed(.client)
    }
}
