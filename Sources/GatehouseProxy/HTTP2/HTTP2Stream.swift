import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request of a client that speaks HTTP/2, and its response.
final class HTTP2Stream {
    enum State {
        /// Another authorization server is asked before the head can be decided about.
        case waiting(head: ByteBuffer, JudgedRequest)
        /// The body of a request to the issuer's own site is read whole before the site sees any of it.
        case collecting(CollectedRequest)
        case exchanging(Exchange)
        /// Frames of a WebSocket go both ways (RFC 8441).
        case tunnelling(WebSocketTunnel)
        /// The response is written, or as good as; what still comes of the request is thrown away.
        case settling
        /// Nothing is sent or taken any more.
        case over
    }

    let id: HTTP2StreamID
    let connection: HTTP2Connection
    let loop: LoopState
    var state = State.settling
    /// When the stream wants to be told that nothing happened, in uptime nanoseconds.
    var deadline = UInt64.max

    // The request.
    /// The length that the head told.
    private var expected: Int64?
    private var received: Int64 = 0
    private(set) var isRequestEnded: Bool
    /// Whether the exchange, or the tunnel, knows of the end.
    var isEndDelivered = false
    /// Whether a WebSocket is asked for: what comes is no body.
    private var isHandshake = false
    /// Whether the tunnel takes nothing now.
    var isReadingPaused = false
    private var trailers: [UInt8] = []
    /// What the upstream has not taken yet; copied, because small pieces would keep large buffers alive.
    private(set) var held = ByteBuffer()
    private var window = InboundWindow(target: HTTP2Limits.streamWindow, open: HTTP2Limits.streamWindow)

    // The response.
    var pendingHead: HPACKHeaders?
    var isResponseEnded = false
    /// What was written and has not left, in bytes.
    private(set) var unsent = 0
    private var progress = 0
    /// Whether the exchange waits until the client keeps up.
    var isHeldUp = false

    init(_ id: HTTP2StreamID, endsStream: Bool, connection: HTTP2Connection) {
        self.id = id
        self.connection = connection
        self.loop = connection.loop
        self.isRequestEnded = endsStream
    }

    private var exchange: Exchange? {
        guard case .exchanging(let exchange) = state else { return nil }
        return exchange
    }

    var isOver: Bool {
        guard case .over = state else { return false }
        return true
    }

    var heldBytes: Int { held.readableBytes }

    // MARK: The request

    func begin(_ judged: JudgedRequest, head: ByteBuffer) {
        let facts = judged.facts
        if case .length(let length) = facts.framing { expected = length }
        if isRequestEnded, let expected, received < expected { return refuseBroken(.contentLength) }
        isEndDelivered = !facts.framing.hasBody
        isHandshake = facts.admission.webSocket != nil
        switch judged.verdict {
        case .refuse(let refusal): refuse(refusal, facts, judged.snapshot)
        case .forward(let request): start(facts, request, judged.snapshot)
        case .collect(let request): collect(CollectedRequest(facts, request, judged.snapshot))
        case .wait(let consultation): wait(for: consultation, head, judged)
        }
    }

    private func wait(for consultation: Consultation, _ head: ByteBuffer, _ judged: JudgedRequest) {
        guard let source = loop.configuration.introspection else { return reset(.internalError) }
        // The connection reads the next head into the same memory.
        state = .waiting(head: loop.allocator.buffer(buffer: head), judged)
        deadline = .max
        loop.consultations.ask(consultation, of: source, for: self, on: loop)
    }

    private func start(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
        let exchange = Exchange(facts, request: request, downstream: self, snapshot: snapshot, loop: loop)
        state = .exchanging(exchange)
        exchange.start()
        connection.touch(self)
    }

    private func collect(_ request: CollectedRequest) {
        state = .collecting(request)
        setDeadline(after: loop.configuration.timeouts.issuerBody)
        // RFC 9110 §10.1.1. The site is ours, so its answer to the expectation is given here.
        if request.facts.expectsContinue { send([(":status", "100")]) }
    }

    private func send(_ fields: [(String, String)]) {
        connection.send(.headers(.init(headers: HPACKHeaders(fields))), on: id)
        connection.flushSoon()
    }

    /// A head that no application and no route can be found for.
    func refuseHead(_ refusal: Refusal) {
        refuse(refusal, loop.facts(ofMalformed: refusal, version: .http2), loop.snapshot)
    }

    /// A message that is malformed (RFC 9113 §8.1.1): the stream breaks off.
    func refuseBroken(_ refusal: MessageRefusal) {
        let facts = loop.facts(ofMalformed: .malformed(refusal), version: .http2)
        loop.finishRefused(.malformed(refusal), facts, loop.snapshot, peer: peerText, isAnswered: false)
        malformed()
    }

    private func malformed() {
        reset(.protocolError)
        connection.streamBroken()
    }

    private func refuse(_ refusal: Refusal, _ facts: ExchangeFacts, _ snapshot: LoopSnapshot) {
        respond(refusal, facts, challenge: snapshot.challenge(for: facts.admission))
        loop.finishRefused(refusal, facts, snapshot, peer: peerText)
        settle()
    }

    /// More of the body.
    func received(_ part: ByteBuffer, endsStream: Bool) {
        received += Int64(part.readableBytes)
        if endsStream { isRequestEnded = true }
        // RFC 9113 §8.1.1: the length must be that of all DATA frames.
        if let expected, received > expected || endsStream && received < expected { return malformed() }
        switch state {
        case .collecting(var request):
            state = .settling
            request.append(part)
            if received > Int64(loop.configuration.limits.issuerBodyBytes) {
                return refuse(.bodyTooLarge, request.facts, request.snapshot)
            }
            state = .collecting(request)
            if endsStream { finishCollecting() }
        case .exchanging where isHandshake:
            // Who does not wait for the answer is told so then.
            hold(part)
        case .tunnelling(let tunnel):
            relay(part, to: tunnel)
        case .exchanging(let exchange):
            if loop.isOverLimit(received, of: exchange.facts.admission) {
                dropHeld()
                return exchange.requestBroken(.bodyTooLarge)
            }
            hand(part, to: exchange)
        case .waiting:
            hold(part)
        case .settling, .over:
            break
        }
    }

    func hold(_ part: ByteBuffer) {
        held.writeImmutableBuffer(part)
        connection.held(part.readableBytes)
    }

    /// Takes what is held.
    func takeHeld() -> ByteBuffer {
        let all = held
        held = ByteBuffer()
        connection.held(-all.readableBytes)
        return all
    }

    /// The fields behind the body.
    func received(trailers block: HPACKHeaders, endsStream: Bool) {
        // RFC 9113 §8.1: they end the request; §8.5: in a tunnel there are none.
        guard endsStream, !isRequestEnded, !isHandshake else { return malformed() }
        if let expected, received < expected { return malformed() }
        isRequestEnded = true
        do throws(MessageRefusal) {
            trailers = try HeaderBlockReader.trailers(block)
        } catch {
            return malformed()
        }
        if case .collecting = state { return finishCollecting() }
        deliver()
    }

    private func finishCollecting() {
        guard case .collecting(var request) = state else { return }
        state = .settling
        request.complete()
        isEndDelivered = true
        start(request.facts, request.request, request.snapshot)
    }

    private func hand(_ part: ByteBuffer, to exchange: Exchange) {
        if held.readableBytes == 0, exchange.canTakeBody {
            if part.readableBytes > 0 { exchange.requestPart(part) }
        } else {
            hold(part)
        }
        deliver()
    }

    /// Gives the exchange what it can take.
    func deliver() {
        guard let exchange, exchange.canTakeBody, !isHandshake else { return }
        // What came while an issuer was asked was not measured yet.
        if loop.isOverLimit(received, of: exchange.facts.admission) {
            dropHeld()
            return exchange.requestBroken(.bodyTooLarge)
        }
        connection.touch(self)
        if held.readableBytes > 0 { exchange.requestPart(takeHeld()) }
        // What can be known to be the end is told at once.
        if isRequestEnded || received == expected, !isEndDelivered {
            isEndDelivered = true
            exchange.requestEnded(trailers: trailers)
        }
        openWindow()
    }

    /// Sends on what was handed over in this turn.
    func flushRequest() {
        exchange?.flushRequest()
    }

    // MARK: Windows

    func windowChanged(open: Int) {
        window.set(open: open)
        openWindow()
    }

    func windowChanged(by delta: Int) {
        window.change(by: delta)
    }

    func openWindow() {
        guard !isRequestEnded else { return }
        switch state {
        case .collecting, .exchanging, .waiting, .tunnelling: break
        // Who is not listened to gets no room to talk.
        case .settling, .over: return
        }
        guard let increment = window.increment(holding: held.readableBytes) else { return }
        window.change(by: increment)
        connection.send(.windowUpdate(windowSizeIncrement: increment), on: id)
        connection.flushSoon()
    }

    // MARK: The response

    func respond(_ refusal: Refusal, _ facts: ExchangeFacts, challenge: ChallengeContext?) {
        loop.writeRefusal(refusal, facts, challenge: challenge, closes: false, strictTransport: strictTransport)
        guard loop.out.readableBytes > 0 else { return }
        writeHead(isInterim: false)
        finish(withOut: loop.out.readableBytes > 0, trailers: [])
        connection.flushSoon()
    }

    func sendHead(endsStream: Bool) {
        guard !isOver, let block = pendingHead else { return }
        pendingHead = nil
        connection.send(.headers(.init(headers: block, endStream: endsStream)), on: id)
    }

    func send(_ bytes: ByteBuffer, endsStream: Bool) {
        guard !isOver else { return }
        sendHead(endsStream: false)
        unsent += bytes.readableBytes
        connection.send(bytes, endsStream: endsStream, on: id)
    }

    /// Bytes of the response have left.
    func sent(_ count: Int) {
        unsent -= count
        progress += count
        guard progress >= HTTP2Limits.progressBytes, case .settling = state else { return }
        progress = 0
        setDeadline(after: loop.configuration.timeouts.body)
    }

    /// Tells the exchange that the client keeps up again, if it waits for that; false if it waits on.
    func resume() -> Bool {
        guard isHeldUp else { return true }
        guard isWritable else { return false }
        isHeldUp = false
        exchange?.downstreamBecameWritable()
        tunnel?.becameWritable(.client)
        return true
    }

    // MARK: The end

    /// Nothing more is done; what was written is still sent, and a client that goes on sending is given a moment.
    func settle() {
        guard !isOver else { return }
        state = .settling
        dropHeld()
        setDeadline(after: isRequestEnded ? loop.configuration.timeouts.body : HTTP2Limits.lingering)
    }

    private func dropHeld() {
        connection.held(-held.readableBytes)
        held = ByteBuffer()
    }

    /// Ends the stream at once, and the exchange that has it.
    func reset(_ code: HTTP2ErrorCode) {
        guard !isOver else { return }
        dropHeld()
        recordDeparture()
        let (open, tunnel) = (exchange, tunnel)
        defer {
            open?.downstreamFailed()
            tunnel?.closed(.client)
        }
        // It is closed when this has left.
        setDeadline(after: loop.configuration.timeouts.body)
        state = .over
        connection.send(.rstStream(code), on: id)
        connection.flushSoon()
    }

    /// The stream is closed, by whomever: its place is free.
    func closed() {
        dropHeld()
        recordDeparture()
        let (open, tunnel) = (exchange, tunnel)
        state = .over
        tunnel?.closed(.client)
        // Where the response is whole, its exchange is about to end by itself.
        if !isResponseEnded { open?.downstreamFailed() }
    }

    func deadlinePassed() {
        switch state {
        case .collecting(let request):
            refuse(.gateway(GatewayFailure(.stalledBody, origin: .downstream)), request.facts, request.snapshot)
        case .exchanging(let exchange):
            exchange.stalled()
        case .tunnelling(let tunnel):
            tunnel.deadlinePassed()
        case .waiting:
            // The question has a time of its own.
            deadline = .max
        case .settling:
            // RFC 9113 §8.1: the response was whole, so this is no error unless the client does not take it.
            reset(unsent == 0 ? .noError : .cancel)
        case .over:
            // The client takes nothing at all.
            connection.cut()
        }
    }

    func endStream(now: Int64) {
        exchange?.endStream(now: now)
        tunnel?.endStream(now: now)
    }

    /// Writes down a request whose client has left before anybody could decide about it.
    private func recordDeparture() {
        guard case .waiting(_, let judged) = state else { return }
        if case .wait(let consultation) = judged.verdict { loop.consultations.withdraw(self, from: consultation) }
        loop.finishDeparted(judged, peer: peerText)
    }
}

extension HTTP2Stream: ConsultationClient {
    func consulted() {
        guard case .waiting(let head, let judged) = state else { return }
        state = .settling
        connection.judge(head, for: self, resuming: judged)
        // What came meanwhile waits for the exchange.
        deliver()
        flushRequest()
    }
}
