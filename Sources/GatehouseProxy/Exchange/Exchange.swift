import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// Joins one client's request to one upstream's response, and performs what its state machine decides.
final class Exchange {
    /// Body pieces up to this size are copied behind what is already to be written, in bytes.
    private static let coalesced = 16_384

    let facts: ExchangeFacts
    private let loop: LoopState
    private let snapshot: LoopSnapshot
    private var attempt: UpstreamAttempt
    private let bounds: ExchangeBounds
    private var downstream: (any ExchangeClient)?
    private var upstream: (any ExchangeUpstream)?
    private var machine: ExchangeStateMachine
    /// The request's head, until no other connection can be asked to carry it.
    private var request: ByteBuffer?
    private var responseFraming = BodyFraming.none
    private var closesAfterResponse = false
    /// Whether `loop.out` holds bytes of this response that are not written yet.
    private var isOutPending = false
    private var needsUpstreamFlush = false
    /// Small pieces of the request's body that are written together.
    private var bodyOut = ByteBuffer()
    private var status = 0
    private var requestBytes: Int64 = 0
    private var responseBytes: Int64 = 0
    private var sentAt: UInt64 = 0
    private var answeredAt: UInt64 = 0
    private var failure: GatewayFailure.Kind?
    /// The token that a stream of events or of messages ends with.
    private var streamToken: TokenWatch?

    init(
        _ facts: ExchangeFacts,
        request: UpstreamRequest,
        downstream: any ExchangeClient,
        snapshot: LoopSnapshot,
        loop: LoopState
    ) {
        self.facts = facts
        self.requestBytes = facts.collectedBytes
        self.request = request.bytes
        self.attempt = UpstreamAttempt(request.group)
        self.bounds = snapshot.bounds(for: facts.admission, loop.configuration.timeouts)
        self.downstream = downstream
        self.snapshot = snapshot
        self.loop = loop
        self.machine = ExchangeStateMachine(
            hasRequestBody: facts.framing.hasBody,
            isIdempotent: facts.method.isIdempotent,
            downstreamPersists: facts.isKeepAlive
        )
    }

    /// Whether the client is sent heads, bodies and trailers apart from one another.
    private var hasFrames: Bool { facts.version == .http2 }
    var isToHead: Bool { facts.method == .head }
    var isEnded: Bool { machine.isEnded }
    /// Whether body parts can be taken now; the client is not read from while they cannot.
    var canTakeBody: Bool { upstream?.isWritable ?? false }

    /// Asks for a connection; the answer may come before this returns.
    func start() {
        loop.activeRequests += 1
        guard let stored = facts.admission.stored else { return connect() }
        setDeadline(after: bounds.connect)
        // What is granted of a quota is in the store before: a crash does not grant it again.
        stored.assumeIsolated()
            .whenComplete { [self] result in
                guard !machine.isEnded else { return }
                switch result {
                case .success: connect()
                case .failure: connectionRefused(GatewayFailure(.quotaUnavailable, origin: .gateway))
                }
            }
    }

    /// Chooses an endpoint, and asks for a connection to it.
    private func connect() {
        setDeadline(after: bounds.connect)
        guard let pool = attempt.begin() else {
            return connectionRefused(GatewayFailure(.concurrency, origin: .gateway))
        }
        if webSocket == nil { pool.lease(for: self) } else { pool.leaseUnused(for: self) }
    }

    // MARK: The pool's answers

    /// Whether only a connection of its own, in HTTP/1.1, can carry it.
    var needsWholeConnection: Bool { webSocket != nil }

    func connected(to connection: any ExchangeUpstream) {
        if webSocket != nil, connection.isReused, let whole = connection.wholeConnection, let pool = attempt.pool {
            // A WebSocket gets a connection on which nothing was sent before.
            pool.release(whole, isReusable: false)
            return pool.leaseFresh(for: self)
        }
        upstream = connection
        connection.begin(self)
        guard upstream === connection, let request else { return }
        connection.writeHead(attempt.addressed(request), endsRequest: !facts.framing.hasBody)
        // Kept only as long as it may have to be sent again.
        if facts.framing.hasBody { self.request = nil }
        needsUpstreamFlush = true
        if loop.recordsAccess { sentAt = loop.uptime() }
        setDeadline(after: responseTimeout)
        downstream?.exchangeAdvanced()
    }

    func connectionRefused(_ failure: GatewayFailure) {
        failed(failure)
    }

    /// The endpoint has failed: the request goes elsewhere if that is safe and wanted, else it is over.
    private func failed(_ failure: GatewayFailure, isReused: Bool = false) {
        guard !machine.isEnded else { return }
        let action = machine.upstreamFailed(failure, onReusedConnection: isReused) {
            attempt.mayRepeat(wasSent: !failure.isBeforeSending)
        }
        // A connection that was closing says nothing about the endpoint.
        if action != .retry, failure.isOfEndpoint { attempt.failed(failure) }
        perform(action, failure)
    }

    // MARK: The client's side

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
    private func writeBodyOut(to upstream: any ExchangeUpstream) {
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
        perform(.end(ending), nil)
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

    private func responseIsLate() {
        let failure = GatewayFailure(.responseTimeout, origin: .upstream)
        // Without a time for one try, the whole time is over.
        guard attempt.patience != nil else {
            attempt.failed(failure)
            return perform(machine.stalled(failure), failure)
        }
        failed(failure)
    }

    // MARK: The upstream's side

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
    private func isStream(_ head: ResponseHead, _ fields: [FieldSlice], in source: ByteBuffer) -> Bool {
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

    // MARK: A WebSocket

    /// The upstream has switched protocols: to the WebSocket that it was asked for, or it breaks the protocol.
    func protocolSwitched(_ head: ResponseHead, fields: [FieldSlice], from source: ByteBuffer) throws(MessageRefusal) {
        // RFC 9110 §15.2.2: nobody switches without having been asked.
        guard let offer = webSocket, !machine.isEnded, let client = downstream as? any SwitchingClient,
            let upstream = upstream?.wholeConnection
        else { throw .handshake }
        let answer = try WebSocketAnswer(head, fields: fields, in: source, to: offer)
        // RFC 6455 §4.1: the client waits for this answer. What it sent before is no frame, whatever it looks like.
        guard !client.holdsBytes else { return requestBroken(.upgrade(.earlyBytes)) }
        machine.protocolSwitched()
        status = head.status
        if loop.recordsAccess { answeredAt = loop.uptime() }
        let tunnel = tunnel(client, upstream, answer)
        let writer = writer
        self.downstream = nil
        self.upstream = nil
        request = nil
        loop.activeRequests -= 1
        loop.webSockets += 1
        loop.finish(outcome, facts: facts, snapshot: snapshot, peer: client.peerText, part: .opening)
        upstream.become(tunnel)
        client.become(tunnel)
        loop.startOut()
        writer.writeSwitching(
            head,
            fields: fields,
            from: source,
            confirmsToken: offer.token != nil && !answer.hasSubprotocol,
            name: facts.name,
            // An answer with 200 tells the time as any other.
            date: hasFrames && !head.kinds.contains(.date) ? loop.date : [],
            into: &loop.out
        )
        client.sendSwitching()
        tunnel.begin()
    }

    private func tunnel(
        _ client: any SwitchingClient,
        _ upstream: UpstreamConnection,
        _ answer: WebSocketAnswer
    ) -> WebSocketTunnel {
        let peer = client.peerText
        return WebSocketTunnel(
            client: client,
            upstream: upstream,
            allowsReservedBits: answer.hasExtensions,
            watch: TokenWatch(facts.admission, snapshot),
            loop: loop
        ) { [self] tunnel in
            loop.webSockets -= 1
            attempt.leave()
            failure = tunnel.failure
            if let failure { loop.countFailure(failure) }
            requestBytes = tunnel.requestBytes
            responseBytes = tunnel.responseBytes
            loop.finish(outcome, facts: facts, snapshot: snapshot, peer: peer, part: .ending)
        }
    }

    // MARK: Actions

    private func perform(_ action: ExchangeStateMachine.Action, _ failure: GatewayFailure?) {
        switch action {
        case .nothing:
            break
        case .retry:
            detachUpstream(isReusable: false)
            setDeadline(after: bounds.connect)
            attempt.pool?.leaseFresh(for: self)
        case .failOver:
            detachUpstream(isReusable: false)
            connect()
        case .answer(let failure, let ending):
            self.failure = failure.kind
            let refusal = Refusal.gateway(failure)
            let next = downstream?.answer(refusal, exchange: self, closes: ending.downstream == .close)
            status = ErrorResponses.status(of: refusal, toGRPC: facts.isGRPC)
            end(ending, downstream: next ?? ending.downstream)
        case .end(let ending):
            self.failure = failure?.kind
            let closes = closesAfterResponse && (ending.downstream == .next || ending.downstream == .drainRequest)
            end(ending, downstream: closes ? .close : ending.downstream)
        }
    }

    private func end(_ ending: ExchangeStateMachine.Ending, downstream next: ExchangeStateMachine.DownstreamNext) {
        let client = downstream
        downstream = nil
        request = nil
        loop.activeRequests -= 1
        // What was asked to switch protocols carries no other request, whatever it answered.
        detachUpstream(isReusable: ending.reusesUpstream && webSocket == nil)
        attempt.leave()
        if let client {
            record(client)
            client.exchangeEnded(next)
        }
    }

    private func detachUpstream(isReusable: Bool) {
        guard let connection = upstream else { return }
        upstream = nil
        connection.leave(isReusable: isReusable)
    }

    private func writePending(to downstream: any ExchangeClient) {
        guard isOutPending else { return }
        isOutPending = false
        downstream.writeOut()
    }

    private var writer: DownstreamHeadWriter {
        switch facts.admission.verdict {
        case .forward(.issuer): DownstreamHeadWriter(origin: .control, strictTransport: strictTransport)
        default:
            DownstreamHeadWriter(
                origin: .application(isOriginShared: facts.admission.isOriginShared),
                crossOrigin: facts.admission.crossOrigin,
                rateLimits: facts.admission.rateLimits,
                strictTransport: strictTransport
            )
        }
    }

    private var webSocket: WebSocketOffer? { facts.admission.webSocket }
    private var strictTransport: [UInt8] { downstream?.strictTransport ?? [] }

    private var responseTimeout: Int64 {
        guard machine.isRequestComplete else { return bounds.body }
        return attempt.patience.map { min($0, bounds.response) } ?? bounds.response
    }

    private func setDeadline(after milliseconds: Int64) {
        downstream?.setDeadline(after: milliseconds)
    }

    private func record(_ client: any ExchangeClient) {
        if let failure { loop.countFailure(failure) }
        loop.finish(outcome, facts: facts, snapshot: snapshot, peer: client.peerText)
    }

    private var outcome: RequestOutcome {
        var outcome = RequestOutcome(admission: facts.admission, status: status, started: facts.started)
        outcome.requestBytes = requestBytes
        outcome.responseBytes = responseBytes
        outcome.failure = failure
        if sentAt > 0, answeredAt >= sentAt { outcome.upstreamDuration = Int64((answeredAt - sentAt) / 1_000) }
        return outcome
    }
}
