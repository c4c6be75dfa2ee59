import NIOCore

// What the upstream's side tells an exchange.
extension Exchange {
    func upstreamBecameWritable() {
        downstream?.exchangeAdvanced()
    }

    func upstreamFailed(_ failure: GatewayFailure, isReused: Bool) {
        failed(failure, isReused: isReused)
    }

    func interimReceived(_ head: ResponseHead, fields: [FieldSlice], from source: ByteBuffer) {
        machine.interimReceived()
        // RFC 9110 §15.2: an HTTP/1.0 client does not understand them.
        guard facts.version != .http10, let downstream else { return }
        loop.startOut()
        writer.writeInterim(head, fields: fields, from: source, into: &loop.out)
        downstream.writeHead(isInterim: true)
        downstream.flushSoon()
    }

    func responseReceived(_ head: ResponseHead, fields: [FieldSlice], from source: ByteBuffer) {
        attempt.answered(status: head.status)
        // RFC 8441 §5: in HTTP/2 a 2xx would open to the client what the upstream has not opened.
        if hasFrames, webSocket != nil, head.status < 300 {
            return failed(GatewayFailure(.noWebSocket, origin: .upstream))
        }
        if attempt.repeats(head.status) {
            let failure = GatewayFailure(.failureStatus, origin: .upstream)
            if machine.mayFailOver(failure), attempt.mayRepeat(wasSent: true) { return perform(.failOver, nil) }
        }
        if case .length(let length) = head.framing, length > bounds.responseBytes, !isToHead {
            return failed(GatewayFailure(.responseTooLarge, origin: .upstream))
        }
        machine.responseStarted()
        if let request {
            loop.giveBack(request)
            self.request = nil
        }
        status = head.status
        if loop.recordsAccess { answeredAt = loop.uptime() }
        responseFraming = DownstreamHeadWriter.framing(of: head, for: facts.version)
        // RFC 9110 §10.1.1: a client that waits for 100 may never send the body, so its connection cannot go on.
        let isBodyWithheld = facts.expectsContinue && !machine.isRequestComplete
        closesAfterResponse =
            !facts.isKeepAlive || loop.isDraining || responseFraming == .untilClose || isBodyWithheld
        loop.startOut()
        writer.write(
            head,
            fields: fields,
            from: source,
            framing: responseFraming,
            closes: closesAfterResponse,
            name: facts.name,
            date: loop.date,
            into: &loop.out
        )
        if hasFrames, let downstream {
            downstream.writeHead(isInterim: false)
        } else {
            isOutPending = true
        }
        setDeadline(after: bounds.body)
        if facts.admission.token != nil, isStream(head, fields, in: source) {
            streamToken = TokenWatch(facts.admission, snapshot)
        }
    }

    /// Contract §5: an event stream ends when the token that opened it has expired or was revoked.
    func endStream(now: Int64) {
        guard let streamToken, !machine.isEnded else { return }
        guard streamToken.hasEnded(now: now, revocations: loop.revocations) else { return }
        let failure = GatewayFailure(.tokenEnded, origin: .gateway)
        if hasFrames, facts.isGRPC, let downstream {
            downstream.finish(withOut: false, trailers: GRPCRefusalWriter.tokenEnded)
            downstream.flushSoon()
        }
        perform(machine.stalled(failure), failure)
    }

    /// Whether a response goes on for as long as somebody has something to say: server-sent events, or a call of gRPC.
    ///
    /// It has no length, so most responses are told apart without a look at their type.
    func isStream(_ head: ResponseHead, _ fields: [FieldSlice], in source: ByteBuffer) -> Bool {
        guard head.framing == .chunked || head.framing == .untilClose else { return false }
        let bytes = source.readableBytesSpan
        return fields.contains { field in
            guard field.kind == .contentType else { return false }
            return bytes.startsIgnoringCase(field.value, "text/event-stream") || FieldValue.isGRPC(bytes, field.value)
        }
    }

    func responsePart(_ part: ByteBuffer) {
        guard let downstream, !machine.isEnded else { return }
        responseBytes += Int64(part.readableBytes)
        if responseBytes > bounds.responseBytes {
            return failed(GatewayFailure(.responseTooLarge, origin: .upstream))
        }
        let isChunked = responseFraming == .chunked && !hasFrames
        if !isOutPending { loop.startOut() }
        if part.readableBytes <= Self.coalesced {
            if isChunked {
                ChunkedEncoder.write(part, into: &loop.out)
            } else {
                loop.out.writeImmutableBuffer(part)
            }
            isOutPending = true
        } else {
            if isChunked {
                ChunkedEncoder.writeHead(size: part.readableBytes, into: &loop.out)
                isOutPending = true
            }
            writePending(to: downstream)
            downstream.write(part)
            loop.startOut()
            if isChunked {
                ChunkedEncoder.writeTail(into: &loop.out)
                isOutPending = true
            }
        }
    }

    func responseEnded(trailers: [UInt8], upstreamPersists: Bool) {
        guard let downstream, !machine.isEnded else { return }
        if hasFrames {
            downstream.finish(withOut: isOutPending, trailers: trailers)
            isOutPending = false
        } else {
            if responseFraming == .chunked {
                if !isOutPending { loop.startOut() }
                ChunkedEncoder.writeEnd(trailers: trailers, into: &loop.out)
                isOutPending = true
            }
            writePending(to: downstream)
        }
        if responseBytes <= Self.coalesced { downstream.flushSoon() } else { downstream.flushNow() }
        perform(machine.responseEnded(upstreamPersists: upstreamPersists), nil)
    }

    /// Hands over what was read, before another response is begun in the same memory.
    func writeResponse() {
        guard let downstream, !machine.isEnded else { return }
        writePending(to: downstream)
    }

    /// Sends what was read in one go, and stops reading if the client does not keep up.
    func flushResponse() {
        guard let downstream, upstream != nil, !machine.isEnded else { return }
        writePending(to: downstream)
        downstream.flushNow()
        guard !machine.isEnded else { return }
        setDeadline(after: machine.isAwaitingResponse ? responseTimeout : bounds.body)
        if !downstream.isWritable { upstream?.pauseReading() }
    }
}
