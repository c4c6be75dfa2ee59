import GatehousePolicy
import NIOCore

/// Speaks HTTP/1.1 to one client: reads requests strictly one after the other, and writes what their exchanges give it.
final class DownstreamHandler: ChannelInboundHandler, RemovableChannelHandler, Flushable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
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
    static let maximumUntakenAnswers = 16

    /// How long a client may take to read the last answer and close, in milliseconds.
    static let lingering: Int64 = 2_000

    // Not weak or unowned: the loop forgets the connection when it closes.
    let loop: LoopState
    private let role: ListenerRole
    /// What protects the connection.
    var security: ConnectionSecurity
    var context: ChannelHandlerContext?
    var state = State.readingHead
    var buffer = ByteBuffer()
    /// How far the head at the front of `buffer` was looked at.
    private var scanned = 0
    var isHeadTimed = false
    /// Whether no request was read yet: a client may still turn out to speak HTTP/2.
    var isFirst: Bool
    var body = RequestBodyReader(.none)
    var drained = 0
    var collection: CollectedRequest?
    /// The request that waits, or has waited, for another authorization server.
    private var waited: JudgedRequest?
    /// Answers written since the client had taken everything.
    var untakenAnswers = 0
    var exchange: Exchange?
    var tunnel: WebSocketTunnel?
    private var isProcessing = false
    private var isReadingPaused = false
    var isFlushPending = false
    /// Whether the client keeps up with what is written.
    private(set) var isWritable = true
    var forwarded = ForwardedHeaders(peer: "", isSecure: false, isPeerTrusted: false)
    private(set) var isPeerTrusted = false
    /// The client's address without port.
    private(set) var peerText = ""
    /// When the connection is given up unless something happens, in uptime nanoseconds.
    var deadline = UInt64.max
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
    func process() {
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

    func start(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
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
