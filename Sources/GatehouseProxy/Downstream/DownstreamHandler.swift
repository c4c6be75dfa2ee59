import GatehousePolicy
import NIOCore

/// Speaks HTTP/1.1 to one client: reads requests strictly one after the other, and writes what their exchanges give it.
final class DownstreamHandler: ChannelInboundHandler, RemovableChannelHandler, Flushable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case readingHead
        /// Another authorization server is asked before the head can be decided about.
        case waiting
        /// The body of a request to the issuer's own site is read whole before the site sees any of it.
        case collecting
        case exchanging
        /// A refused request's body is read and thrown away.
        case draining
        /// Frames of a WebSocket go both ways.
        case tunnelling
        /// Everything is written; what still comes is thrown away until the client closes.
        case closing
        /// HTTP/2 has taken over.
        case handedOver
    }

    /// How many messages may lie in the loop's own large buffers for one client.
    private static let maximumUntakenAnswers = 16

    /// How long a client may take to read the last answer and close, in milliseconds.
    private static let lingering: Int64 = 2_000

    // Not weak or unowned: the loop forgets the connection when it closes.
    let loop: LoopState
    private let role: ListenerRole
    /// What protects the connection.
    var security: ConnectionSecurity
    fileprivate(set) var context: ChannelHandlerContext?
    private var state = State.readingHead
    private var buffer = ByteBuffer()
    /// How far the head at the front of `buffer` was looked at.
    private var scanned = 0
    private var isHeadTimed = false
    /// Whether no request was read yet: a client may still turn out to speak HTTP/2.
    private var isFirst: Bool
    private var body = RequestBodyReader(.none)
    private var drained = 0
    private var collection: CollectedRequest?
    /// The request that waits, or has waited, for another authorization server.
    private var waited: JudgedRequest?
    /// Answers written since the client had taken everything.
    private var untakenAnswers = 0
    private var exchange: Exchange?
    private var tunnel: WebSocketTunnel?
    private var isProcessing = false
    private var isReadingPaused = false
    var isFlushPending = false
    /// Whether the client keeps up with what is written.
    private(set) var isWritable = true
    private var forwarded = ForwardedHeaders(peer: "", isSecure: false, isPeerTrusted: false)
    private(set) var isPeerTrusted = false
    /// The client's address without port.
    private(set) var peerText = ""
    /// When the connection is given up unless something happens, in uptime nanoseconds.
    private(set) var deadline = UInt64.max
    /// Its place in the loop's registry.
    var registryIndex = -1

    init(loop: LoopState, role: ListenerRole = .plain) {
        self.loop = loop
        self.role = role
        self.security = ConnectionSecurity(role)
        self.isFirst = role == .plain && loop.configuration.speaksHTTP2InTheClear
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard security.carriesRequests else { return }
        var bytes = unwrapInboundIn(data)
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeBuffer(&bytes)
        }
        process()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        guard isWritable else { return }
        exchange?.downstreamBecameWritable()
        tunnel?.becameWritable(.client)
        if state == .readingHead {
            // Requests wait behind answers that were not taken.
            if !isHeadTimed { setDeadline(after: loop.configuration.timeouts.idle) }
            process()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        noteHandshake(event, context)
        if case .inputClosed? = event as? ChannelEvent { tunnel?.inputEnded(.client) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        handshakeFailed(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isWritable = false
        state = .closing
        handshakeEnded(.closed)
        loop.connections.remove(self)
        buffer = ByteBuffer()
        collection = nil
        recordDeparture()
        let open = exchange
        exchange = nil
        open?.downstreamFailed()
        tunnel?.closed(.client)
        tunnel = nil
        loop.connectionsChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard registryIndex < 0 else { return }
        loop.connections.insert(self)
        let address = context.channel.remoteAddress
        let isTrusted = address.map { peer in loop.configuration.trustedProxies.contains { $0.contains(peer) } }
        identify(peer: address?.ipAddress ?? "unknown", isTrusted: isTrusted ?? false)
        let timeouts = loop.configuration.timeouts
        setDeadline(after: security.isHandshaking ? timeouts.head : timeouts.idle)
    }

    /// Takes note of who is at the other end: the TCP peer, until a PROXY header names another.
    func identify(peer: String, isTrusted: Bool) {
        peerText = peer
        isPeerTrusted = isTrusted
        forwarded = ForwardedHeaders(
            peer: peer,
            isSecure: security.isSecure,
            isPeerTrusted: isTrusted,
            trusted: isTrusted ? loop.configuration.trustedProxies : []
        )
    }

    /// The handshake is over: the client's requests may come.
    func secured(by certificate: PeerCertificate?) {
        security.establish(certificate)
        // A trusted proxy's own certificate says nothing about the client that it speaks for.
        if !isPeerTrusted { forwarded.certificateLine = certificate?.line ?? [] }
        setDeadline(after: loop.configuration.timeouts.idle)
    }

    // MARK: Reading

    /// Acts on what has been received, as far as it goes.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        while step() {}
        isProcessing = false
        guard state != .handedOver else { return }
        exchange?.flushRequest()
        adjustReading()
        // So that the channel can read into the same memory again.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    /// One step; false when more bytes, or somebody else's doing, must come first.
    private func step() -> Bool {
        switch state {
        case .readingHead: readHead()
        case .waiting: false
        case .collecting: collectBody()
        case .exchanging: readBody()
        case .draining: drainBody()
        case .tunnelling: relay()
        case .closing: discard()
        case .handedOver: false
        }
    }

    private func readHead() -> Bool {
        guard buffer.readableBytes > 0 else { return false }
        guard isWritable else {
            // A client that takes no answers gets no more of them.
            setDeadline(after: loop.configuration.timeouts.body)
            return false
        }
        if isFirst, mayBeHTTP2() { return false }
        let isWhole: Bool
        do throws(MessageRefusal) {
            isWhole = try loop.requestParser.parse(buffer, resumeFrom: &scanned)
        } catch {
            refuseMalformed(.malformed(error))
            return true
        }
        guard isWhole else {
            if !isHeadTimed {
                isHeadTimed = true
                setDeadline(after: loop.configuration.timeouts.head)
            }
            return false
        }
        scanned = 0
        isHeadTimed = false
        isFirst = false
        handleHead()
        return true
    }

    private func handleHead() {
        let waited = waited
        self.waited = nil
        let head = loop.requestParser.head
        let judged = loop.judge(
            buffer,
            role: role,
            isPeerTrusted: isPeerTrusted,
            peer: peerText,
            security: security,
            forwarded: forwarded,
            version: head.version,
            resuming: waited
        )
        // It stays where it is, to be read again when the answer has come.
        if case .wait(let consultation) = judged.verdict { return wait(for: consultation, judged) }
        body = RequestBodyReader(
            head.framing,
            nominations: head.hasNominations ? loop.requestParser.nominations(in: buffer) : []
        )
        buffer.moveReaderIndex(forwardBy: head.headLength)
        switch judged.verdict {
        case .refuse(let refusal): refuse(refusal, judged.facts, judged.snapshot)
        case .forward(let request): start(judged.facts, request, judged.snapshot)
        case .collect(let request): collect(judged.facts, request, judged.snapshot)
        case .wait: break
        }
    }

    private func wait(for consultation: Consultation, _ judged: JudgedRequest) {
        guard let source = loop.configuration.introspection else { return cut() }
        waited = judged
        state = .waiting
        deadline = .max
        loop.consultations.ask(consultation, of: source, for: self, on: loop)
    }

    /// Writes down a request whose client has left before anybody could decide about it.
    private func recordDeparture() {
        guard let waited else { return }
        self.waited = nil
        if case .wait(let consultation) = waited.verdict { loop.consultations.withdraw(self, from: consultation) }
        loop.finishDeparted(waited, peer: peerText)
    }

    private func start(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
        state = .exchanging
        let exchange = Exchange(facts, request: request, downstream: self, snapshot: snapshot, loop: loop)
        self.exchange = exchange
        exchange.start()
    }

    private func readBody() -> Bool {
        guard let exchange, !body.isComplete, exchange.canTakeBody else { return false }
        do throws(MessageRefusal) {
            switch try body.next(&buffer) {
            case .data(let part):
                if loop.isOverLimit(body.received, of: exchange.facts.admission) {
                    exchange.requestBroken(.bodyTooLarge)
                } else {
                    exchange.requestPart(part)
                    if body.isComplete { exchange.requestEnded(trailers: []) }
                }
                return true
            case .end:
                exchange.requestEnded(trailers: body.trailers)
                return true
            case .needMore:
                return false
            }
        } catch {
            exchange.requestBroken(.malformed(error))
            return true
        }
    }

    // MARK: Requests to the issuer's own site

    /// Reads the body before a connection to the site is taken: there are few of them, and clients may be slow.
    private func collect(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
        collection = CollectedRequest(facts, request, snapshot)
        state = .collecting
        setDeadline(after: loop.configuration.timeouts.issuerBody)
        if facts.expectsContinue {
            // RFC 9110 §10.1.1. The site is ours, so its answer to the expectation is given here.
            write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
            flushSoon()
        }
    }

    private func collectBody() -> Bool {
        do throws(MessageRefusal) {
            switch try body.next(&buffer) {
            case .data(let part):
                collection?.append(part)
                if body.received > Int64(loop.configuration.limits.issuerBodyBytes) {
                    refuseCollected(.bodyTooLarge)
                } else if body.isComplete {
                    finishCollecting()
                }
                return true
            case .end:
                finishCollecting()
                return true
            case .needMore:
                return false
            }
        } catch {
            refuseCollected(.malformed(error))
            return true
        }
    }

    private func finishCollecting() {
        guard var collected = collection else { return }
        collection = nil
        collected.complete()
        start(collected.facts, collected.request, collected.snapshot)
    }

    private func refuseCollected(_ refusal: Refusal) {
        guard var collected = collection else { return }
        collection = nil
        collected.giveUpConnection()
        refuse(refusal, collected.facts, collected.snapshot)
    }

    private func drainBody() -> Bool {
        guard !body.isComplete else {
            awaitRequest()
            return true
        }
        do throws(MessageRefusal) {
            switch try body.next(&buffer) {
            case .data(let part):
                drained += part.readableBytes
                if drained > loop.configuration.limits.drainBytes { closeAfterWriting() }
                return true
            case .end:
                return true
            case .needMore:
                return false
            }
        } catch {
            closeAfterWriting()
            return true
        }
    }

    private func discard() -> Bool {
        drained += buffer.readableBytes
        buffer = ByteBuffer()
        if drained > loop.configuration.limits.drainBytes { cut() }
        return false
    }

    /// Pauses reading while more has come than can be used, and goes on when it was.
    private func adjustReading() {
        guard state != .tunnelling else { return }
        let isFull = buffer.readableBytes > loop.configuration.limits.headBytes
        let isHeldUp = state == .exchanging && !body.isComplete && !(exchange?.canTakeBody ?? false)
        let isUntaken = !isWritable && state == .readingHead
        let pauses =
            (isFull && (state == .exchanging || state == .waiting)) || (isHeldUp && buffer.readableBytes > 0)
            || isUntaken
        setReading(paused: pauses)
    }

    func setReading(paused: Bool) {
        guard paused != isReadingPaused, let context else { return }
        isReadingPaused = paused
        try? context.channel.syncOptions?.setOption(.autoRead, value: !paused)
    }

    // MARK: Refusals

    private func refuse(_ refusal: Refusal, _ facts: ExchangeFacts, _ snapshot: LoopSnapshot) {
        let drains = mayDrain(facts)
        let closes = !facts.isKeepAlive || !drains || refusal.closesConnection
        write(refusal, facts, challenge: snapshot.challenge(for: facts.admission), closes: closes)
        loop.finishRefused(refusal, facts, snapshot, peer: peerText)
        exchangeEnded(closes ? .close : .drainRequest)
    }

    /// Whether the rest of a refused request is short enough to be read and thrown away.
    private func mayDrain(_ facts: ExchangeFacts) -> Bool {
        switch facts.framing {
        case .none: true
        case .length(let length):
            length == 0 || !facts.expectsContinue && length <= Int64(loop.configuration.limits.drainBytes)
        case .chunked: !facts.expectsContinue
        case .untilClose: false
        }
    }

    /// A head that cannot be read: where the next one starts is not known.
    private func refuseMalformed(_ refusal: Refusal) {
        let facts = loop.facts(ofMalformed: refusal, version: .http11)
        refuse(refusal, facts, loop.snapshot)
    }

    private func write(_ refusal: Refusal, _ facts: ExchangeFacts, challenge: ChallengeContext?, closes: Bool) {
        loop.writeRefusal(
            refusal,
            facts,
            challenge: challenge,
            closes: closes,
            strictTransport: strictTransport
        )
        writeOut()
        flushSoon()
    }

    // MARK: What an exchange asks for

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

    func setDeadline(after milliseconds: Int64) {
        deadline = loop.coarseUptime() &+ UInt64(clamping: milliseconds) &* 1_000_000
    }

    func endStream(now: Int64) {
        exchange?.endStream(now: now)
        tunnel?.endStream(now: now)
    }

    // MARK: WebSocket

    /// Whether the client has sent something that nobody has taken yet.
    var holdsBytes: Bool { buffer.readableBytes > 0 }

    /// Leaves HTTP for good, to carry a WebSocket.
    func become(_ tunnel: WebSocketTunnel) {
        exchange = nil
        self.tunnel = tunnel
        state = .tunnelling
        setReading(paused: false)
        try? context?.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
    }

    private func relay() -> Bool {
        guard buffer.readableBytes > 0 else { return false }
        let bytes = buffer
        buffer = ByteBuffer()
        tunnel?.received(bytes, from: .client)
        return false
    }

    // MARK: HTTP/2

    /// Whether what has come is the preface of HTTP/2, or its beginning; once it is whole, HTTP/2 takes over.
    private func mayBeHTTP2() -> Bool {
        switch HTTP2Preface.match(buffer.readableBytesSpan) {
        case .other:
            isFirst = false
            return false
        case .beginning:
            if !isHeadTimed {
                isHeadTimed = true
                setDeadline(after: loop.configuration.timeouts.head)
            }
        case .whole:
            handOver()
        }
        return true
    }

    /// Leaves the connection to HTTP/2, with what has come of it.
    func handOver() {
        guard let context else { return }
        state = .handedOver
        let received = buffer
        buffer = ByteBuffer()
        do {
            try HTTP2Connection(
                loop: loop,
                security: security,
                peer: peerText,
                isPeerTrusted: isPeerTrusted,
                forwarded: forwarded
            )
            .takeOver(from: self, context)
        } catch {
            return cut()
        }
        if received.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(received)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    // MARK: The end of a connection

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

    private func awaitRequest() {
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
    private func closeAfterWriting() {
        guard let context, state != .closing else { return }
        state = .closing
        drained = 0
        setDeadline(after: Self.lingering)
        flushNow()
        context.close(mode: .output, promise: nil)
    }
}

extension DownstreamHandler: ProxiedConnection {
    var isHandshaking: Bool { security.isHandshaking }
}

extension DownstreamHandler: ConsultationClient {
    func consulted() {
        guard state == .waiting else { return }
        state = .readingHead
        scanned = 0
        setDeadline(after: loop.configuration.timeouts.head)
        process()
    }
}

extension DownstreamHandler: ClientConnection {}

extension DownstreamHandler: ExchangeClient {
    /// Heads and bodies are written alike.
    func writeHead(isInterim: Bool) {
        writeOut()
    }

    func finish(withOut hasOut: Bool, trailers: [UInt8]) {
        if hasOut { writeOut() }
    }
}

extension DownstreamHandler: TunnelClient {
    func finishWriting() {
        context?.finishWriting()
    }
}
