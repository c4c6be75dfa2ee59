import GatehouseJOSE
import GatehousePolicy
import NIOCore

/// Joins one client's request to one upstream's response, and performs what its state machine decides.
final class Exchange {
    /// Body pieces up to this size are copied behind what is already to be written, in bytes.
    static let coalesced = 16_384

    let facts: ExchangeFacts
    let loop: LoopState
    let snapshot: LoopSnapshot
    var attempt: UpstreamAttempt
    let bounds: ExchangeBounds
    var downstream: (any ExchangeClient)?
    var upstream: (any ExchangeUpstream)?
    var machine: ExchangeStateMachine
    /// The request's head, until no other connection can be asked to carry it.
    var request: ByteBuffer?
    var responseFraming = BodyFraming.none
    var closesAfterResponse = false
    /// Whether `loop.out` holds bytes of this response that are not written yet.
    var isOutPending = false
    var needsUpstreamFlush = false
    /// Small pieces of the request's body that are written together.
    var bodyOut = ByteBuffer()
    var status = 0
    var requestBytes: Int64 = 0
    var responseBytes: Int64 = 0
    var sentAt: UInt64 = 0
    var answeredAt: UInt64 = 0
    var failure: GatewayFailure.Kind?
    /// The token that a stream of events or of messages ends with.
    var streamToken: TokenWatch?

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
    var hasFrames: Bool { facts.version == .http2 }
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
    func connect() {
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
    func failed(_ failure: GatewayFailure, isReused: Bool = false) {
        guard !machine.isEnded else { return }
        let action = machine.upstreamFailed(failure, onReusedConnection: isReused) {
            attempt.mayRepeat(wasSent: !failure.isBeforeSending)
        }
        // A connection that was closing says nothing about the endpoint.
        if action != .retry, failure.isOfEndpoint { attempt.failed(failure) }
        perform(action, failure)
    }

    // MARK: Actions

    func perform(_ action: ExchangeStateMachine.Action, _ failure: GatewayFailure?) {
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

    func end(_ ending: ExchangeStateMachine.Ending, downstream next: ExchangeStateMachine.DownstreamNext) {
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

    func detachUpstream(isReusable: Bool) {
        guard let connection = upstream else { return }
        upstream = nil
        connection.leave(isReusable: isReusable)
    }

    func writePending(to downstream: any ExchangeClient) {
        guard isOutPending else { return }
        isOutPending = false
        downstream.writeOut()
    }

    var writer: DownstreamHeadWriter {
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

    var webSocket: WebSocketOffer? { facts.admission.webSocket }
    var strictTransport: [UInt8] { downstream?.strictTransport ?? [] }

    var responseTimeout: Int64 {
        guard machine.isRequestComplete else { return bounds.body }
        return attempt.patience.map { min($0, bounds.response) } ?? bounds.response
    }

    func setDeadline(after milliseconds: Int64) {
        downstream?.setDeadline(after: milliseconds)
    }

    func record(_ client: any ExchangeClient) {
        if let failure { loop.countFailure(failure) }
        loop.finish(outcome, facts: facts, snapshot: snapshot, peer: client.peerText)
    }

    var outcome: RequestOutcome {
        var outcome = RequestOutcome(admission: facts.admission, status: status, started: facts.started)
        outcome.requestBytes = requestBytes
        outcome.responseBytes = responseBytes
        outcome.failure = failure
        if sentAt > 0, answeredAt >= sentAt { outcome.upstreamDuration = Int64((answeredAt - sentAt) / 1_000) }
        return outcome
    }
}
