import NIOCore

// What the client's side tells an exchange.
extension Exchange {
    func requestPart(_ part: ByteBuffer) {
        guard !machine.isEnded, let upstream else { return }
        requestBytes += Int64(part.readableBytes)
        if requestBytes > bounds.requestBytes { return requestBroken(.bodyTooLarge) }
        let isChunked = facts.framing == .chunked && !upstream.framesBodies
        if part.readableBytes <= Self.coalesced {
            if isChunked {
                ChunkedEncoder.write(part, into: &bodyOut)
            } else {
                bodyOut.writeImmutableBuffer(part)
            }
        } else {
            if isChunked { ChunkedEncoder.writeHead(size: part.readableBytes, into: &bodyOut) }
            writeBodyOut(to: upstream)
            upstream.write(part)
            if isChunked { ChunkedEncoder.writeTail(into: &bodyOut) }
        }
        needsUpstreamFlush = true
        setDeadline(after: bounds.body)
    }

    func requestEnded(trailers: [UInt8]) {
        guard !machine.isEnded, let upstream else { return }
        if facts.framing == .chunked, !upstream.framesBodies {
            ChunkedEncoder.writeEnd(trailers: trailers, into: &bodyOut)
            needsUpstreamFlush = true
        }
        writeBodyOut(to: upstream)
        if upstream.framesBodies {
            upstream.endBody(trailers: trailers)
            needsUpstreamFlush = true
        }
        setDeadline(after: responseTimeout)
        perform(machine.requestEnded(), nil)
    }

    func flushRequest() {
        guard needsUpstreamFlush, let upstream else { return }
        needsUpstreamFlush = false
        writeBodyOut(to: upstream)
        // A large body is sent at once, before it counts as more than the upstream can take.
        if facts.framing.hasBody { upstream.flushNow() } else { upstream.flushSoon() }
    }

    /// Writes what has gathered of the body, in memory of its size: an upstream may be long in taking it.
    func writeBodyOut(to upstream: any ExchangeUpstream) {
        guard bodyOut.readableBytes > 0 else { return }
        upstream.write(loop.allocator.buffer(buffer: bodyOut))
        bodyOut.clear()
    }

    func downstreamFailed() {
        let failure = GatewayFailure(.clientClosed, origin: .downstream)
        attempt.pool?.withdraw(self)
        perform(machine.downstreamFailed(), failure)
    }

    /// The request's body broke its own framing, or is over the limit.
    func requestBroken(_ refusal: Refusal) {
        guard !machine.isEnded else { return }
        if upstream == nil { attempt.pool?.withdraw(self) }
        let canAnswer = machine.isAwaitingResponse
        guard case .end(var ending) = machine.downstreamFailed() else { return }
        if canAnswer, let downstream {
            ending.downstream = downstream.answer(refusal, exchange: self, closes: true)
            status = ErrorResponses.status(of: refusal, toGRPC: facts.isGRPC)
        }
        // A call of gRPC does not show it by its status.
        let isTooLarge = refusal == .bodyTooLarge || refusal == .malformed(.headTooLarge)
        perform(.end(ending), GatewayFailure(isTooLarge ? .requestTooLarge : .brokenRequest, origin: .downstream))
    }

    func downstreamBecameWritable() {
        upstream?.resumeReading()
        setDeadline(after: bounds.body)
    }

    /// The deadline passed: whoever was to move next has not.
    func stalled() {
        let failure: GatewayFailure
        if upstream == nil {
            guard let pool = attempt.pool else {
                // The store has not said that a quota allows it: it goes nowhere.
                failure = GatewayFailure(.quotaUnavailable, origin: .gateway)
                return perform(machine.stalled(failure), failure)
            }
            let isConnecting = pool.isConnecting
            pool.withdraw(self)
            // Who waits for a place, and not for an endpoint, knows nothing of the endpoint.
            return failed(
                isConnecting
                    ? GatewayFailure(.connectTimeout, origin: .upstream)
                    : GatewayFailure(.overloaded, origin: .gateway)
            )
        } else if !machine.isRequestComplete, canTakeBody {
            failure = GatewayFailure(.stalledBody, origin: .downstream)
        } else if machine.isAwaitingResponse {
            return responseIsLate()
        } else {
            let isClientSlow = downstream.map { !$0.isWritable } ?? false
            failure = GatewayFailure(.stalledBody, origin: isClientSlow ? .downstream : .upstream)
        }
        perform(machine.stalled(failure), failure)
    }

    func responseIsLate() {
        let failure = GatewayFailure(.responseTimeout, origin: .upstream)
        // Without a time for one try, the whole time is over.
        guard attempt.patience != nil else {
            attempt.failed(failure)
            return perform(machine.stalled(failure), failure)
        }
        failed(failure)
    }
}
