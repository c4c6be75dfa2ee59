import Logging
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Sends what an exchange has for the client.
extension HTTP2Stream: ExchangeClient {
    var peerText: String { connection.peerText }
    var strictTransport: [UInt8] { connection.strictTransport }

    var isWritable: Bool {
        guard connection.isWritable, unsent < HTTP2Limits.unsentOfStream else { return false }
        return unsent == 0 || connection.unsent < HTTP2Limits.unsentOfConnection
    }

    func writeHead(isInterim: Bool) {
        let length = loop.out.readableBytes
        guard !isOver, let block = HeaderBlockWriter.takeResponse(&loop.out) else { return }
        guard fits(block, of: length) else { return }
        if isInterim {
            connection.send(.headers(.init(headers: block)), on: id)
        } else {
            pendingHead = block
        }
    }

    /// Whether a head can be sent: what does not fit into one frame cannot, and ends the stream.
    func fits(_ block: HPACKHeaders, of length: Int) -> Bool {
        guard
            length < HeaderBlockWriter.alwaysFitting
                || HeaderBlockWriter.maximumEncodedLength(block) <= HTTP2Limits.frameBytes
        else {
            loop.logger.debug("a response's head is too large for HTTP/2")
            reset(.internalError)
            return false
        }
        return true
    }

    func writeOut() {
        // The loop's own memory is soon used again; what waits for a window may wait long.
        let isWaiting = unsent > 0 || !connection.isWritable
        write(isWaiting ? loop.allocator.buffer(buffer: loop.out) : loop.out)
    }

    func write(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        send(bytes, endsStream: false)
    }

    func finish(withOut hasOut: Bool, trailers: [UInt8]) {
        guard !isResponseEnded, !isOver else { return }
        isResponseEnded = true
        let hasData = hasOut && loop.out.readableBytes > 0
        guard trailers.isEmpty else {
            if hasData { writeOut() }
            sendHead(endsStream: false)
            let block = HeaderBlockWriter.trailers(trailers)
            guard HeaderBlockWriter.maximumEncodedLength(block) <= HTTP2Limits.frameBytes else {
                return reset(.internalError)
            }
            return connection.send(.headers(.init(headers: block, endStream: true)), on: id)
        }
        if hasData {
            send(unsent > 0 ? loop.allocator.buffer(buffer: loop.out) : loop.out, endsStream: true)
        } else if pendingHead != nil {
            sendHead(endsStream: true)
        } else {
            send(ByteBuffer(), endsStream: true)
        }
    }

    func flushSoon() {
        sendHead(endsStream: false)
        connection.flushSoon()
    }

    func flushNow() {
        sendHead(endsStream: false)
        connection.flushNow()
        if !isWritable {
            isHeldUp = true
            connection.holdsUp()
        }
    }

    func answer(
        _ refusal: Refusal,
        exchange: Exchange,
        closes: Bool
    ) -> ExchangeStateMachine.DownstreamNext {
        respond(refusal, exchange.facts, challenge: nil)
        return isResponseEnded ? .next : .cut
    }

    func exchangeAdvanced() {
        deliver()
        flushRequest()
    }

    func exchangeEnded(_ next: ExchangeStateMachine.DownstreamNext) {
        guard !isOver else { return }
        state = .settling
        guard isResponseEnded else { return reset(.internalError) }
        connection.streamServed()
        settle()
    }

    func setDeadline(after milliseconds: Int64) {
        guard !isOver else { return }
        deadline = loop.coarseUptime() &+ UInt64(clamping: milliseconds) &* 1_000_000
    }
}
