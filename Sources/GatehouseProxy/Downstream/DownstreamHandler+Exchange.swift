import NIOCore

/// Sends what an exchange has for the client.
extension DownstreamHandler: ExchangeClient {
    func write(_ bytes: ByteBuffer) {
        if security.isSecure, bytes.readableBytes > Self.encryptedBytes { return writeInPieces(bytes) }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Writes the message in the loop's `out`.
    func writeOut() {
        untakenAnswers &+= 1
        guard untakenAnswers > Self.maximumUntakenAnswers, let context else { return write(loop.out) }
        // Only what TLS has encrypted counts as written below.
        if security.isSecure { flushNow() }
        if (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0 {
            untakenAnswers = 1
            write(loop.out)
        } else {
            // What stays long stays in memory of its size.
            write(loop.allocator.buffer(buffer: loop.out))
        }
    }

    /// Answers in place of the upstream; says what follows.
    func answer(_ refusal: Refusal, exchange: Exchange, closes: Bool) -> ExchangeStateMachine.DownstreamNext {
        let cannotDrain = !body.isComplete && !mayDrain(exchange.facts)
        let closing = closes || refusal.closesConnection || cannotDrain || loop.isDraining
        write(refusal, exchange.facts, challenge: nil, closes: closing)
        return closing ? .close : .drainRequest
    }

    /// The exchange can go on: with a connection, or with room for more of the body.
    func exchangeAdvanced() {
        process()
    }

    func exchangeEnded(_ next: ExchangeStateMachine.DownstreamNext) {
        exchange = nil
        switch next {
        case .next: awaitRequest()
        case .drainRequest:
            state = .draining
            drained = 0
            setDeadline(after: loop.configuration.timeouts.body)
        case .close: closeAfterWriting()
        case .cut: cut()
        }
        process()
    }

    /// Heads and bodies are written alike.
    func writeHead(isInterim: Bool) {
        writeOut()
    }

    func finish(withOut hasOut: Bool, trailers: [UInt8]) {
        if hasOut { writeOut() }
    }
}
