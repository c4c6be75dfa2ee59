/// Decides what happens to one request and its response, whatever order their parts, failures and timeouts come in.
///
/// It imports no channel: each event is a method, each answer says what to do. Once it has said that the exchange is over,
/// every later event answers "nothing", so an exchange ends exactly once.
struct ExchangeStateMachine {
    private enum RequestSide {
        case streaming
        case complete
    }

    private enum ResponseSide {
        case awaitingHead
        case streaming
        case complete
    }

    /// What becomes of the two connections when an exchange ends.
    struct Ending: Equatable {
        /// Whether the upstream connection may carry another request.
        var reusesUpstream: Bool
        /// What the downstream connection does next.
        var downstream: DownstreamNext
    }

    enum DownstreamNext: Equatable {
        /// Read the next request.
        case next
        /// Read and throw away the rest of the request's body, then the next request.
        case drainRequest
        /// Close when everything written has been sent.
        case close
        /// Close at once: the response cannot be completed.
        case cut
    }

    enum Action: Equatable {
        case nothing
        case end(Ending)
        /// Send the request again on another connection: nothing of it can have been acted upon.
        case retry
        /// Send the request to another endpoint: policy allows it, and it is safe.
        case failOver
        /// No byte of a response was sent: answer with this failure, then end.
        case answer(GatewayFailure, Ending)
    }

    private var request: RequestSide
    private var response = ResponseSide.awaitingHead
    private var isOver = false
    /// Whether the request may be sent again if a reused connection turns out to be closed.
    private var isReplayable: Bool
    /// Whether it may be sent again if the upstream says that it has not looked at it.
    private var isResendable: Bool
    /// Whether the request may be sent again although an endpoint may have acted upon it.
    private var isRepeatable: Bool
    private let downstreamPersists: Bool

    /// - Parameters:
    ///   - hasRequestBody: Whether body parts will follow.
    ///   - isIdempotent: Whether the method may be repeated (RFC 9110 §9.2.2).
    ///   - downstreamPersists: Whether the client's connection may carry another request.
    init(hasRequestBody: Bool, isIdempotent: Bool, downstreamPersists: Bool) {
        self.request = hasRequestBody ? .streaming : .complete
        // RFC 9112 §9.3.1: only idempotent requests are retried, and ours keep no body to send again.
        self.isReplayable = isIdempotent && !hasRequestBody
        // RFC 9113 §8.7: whatever the method.
        self.isResendable = !hasRequestBody
        // RFC 9110 §9.2.2.
        self.isRepeatable = isIdempotent && !hasRequestBody
        self.downstreamPersists = downstreamPersists
    }

    var isRequestComplete: Bool { request == .complete }
    var isAwaitingResponse: Bool { response == .awaitingHead }
    var isEnded: Bool { isOver }

    /// The client's last body byte was forwarded.
    mutating func requestEnded() -> Action {
        guard !isOver else { return .nothing }
        request = .complete
        return .nothing
    }

    /// The upstream's final response head arrived.
    mutating func responseStarted() {
        guard !isOver else { return }
        response = .streaming
        isReplayable = false
        isResendable = false
        isRepeatable = false
    }

    /// The upstream switched to the protocol that the client had asked for: what comes now is no exchange.
    mutating func protocolSwitched() {
        isOver = true
    }

    /// An interim response arrived: the upstream has begun to act on the request.
    mutating func interimReceived() {
        isReplayable = false
        isResendable = false
        isRepeatable = false
    }

    /// The response's last byte was forwarded.
    mutating func responseEnded(upstreamPersists: Bool) -> Action {
        guard !isOver else { return .nothing }
        response = .complete
        guard request == .complete else {
            // RFC 9112 §9.5: the rest of the request has nowhere to go; that upstream connection is spent.
            return finish(reusesUpstream: false, downstream: downstreamPersists ? .drainRequest : .close)
        }
        return finish(reusesUpstream: upstreamPersists, downstream: downstreamPersists ? .next : .close)
    }

    /// Whether the request may go elsewhere after this failure, as far as it is safe.
    func mayFailOver(_ failure: GatewayFailure) -> Bool {
        guard !isOver, response == .awaitingHead else { return false }
        return failure.isBeforeSending || (failure.mayBeRepeated && isRepeatable)
    }

    /// The upstream connection failed, broke the protocol or closed too early; `takeRetry` is asked whether another
    /// endpoint is wanted, only where that is safe.
    mutating func upstreamFailed(
        _ failure: GatewayFailure,
        onReusedConnection isReused: Bool,
        takeRetry: () -> Bool = { false }
    ) -> Action {
        guard !isOver else { return .nothing }
        switch response {
        case .awaitingHead:
            if mayRetry(failure, onReusedConnection: isReused) {
                // Once: an upstream that goes on like that has to be heard.
                isReplayable = false
                isResendable = false
                return .retry
            }
            if mayFailOver(failure), takeRetry() { return .failOver }
            return answer(failure)
        case .streaming, .complete:
            return finish(reusesUpstream: false, downstream: .cut)
        }
    }

    /// The client closed, or sent something that is no body.
    mutating func downstreamFailed() -> Action {
        guard !isOver else { return .nothing }
        return finish(reusesUpstream: false, downstream: .cut)
    }

    /// Nobody moved for too long.
    mutating func stalled(_ failure: GatewayFailure) -> Action {
        guard !isOver else { return .nothing }
        return response == .awaitingHead ? answer(failure) : finish(reusesUpstream: false, downstream: .cut)
    }

    private func mayRetry(_ failure: GatewayFailure, onReusedConnection isReused: Bool) -> Bool {
        switch failure.retry {
        case .never: false
        case .onReusedConnection: isReused && isReplayable
        case .unprocessed: isResendable
        }
    }

    private mutating func answer(_ failure: GatewayFailure) -> Action {
        isOver = true
        let next: DownstreamNext = downstreamPersists ? (request == .complete ? .next : .drainRequest) : .close
        return .answer(failure, Ending(reusesUpstream: false, downstream: next))
    }

    private mutating func finish(reusesUpstream: Bool, downstream: DownstreamNext) -> Action {
        isOver = true
        return .end(Ending(reusesUpstream: reusesUpstream, downstream: downstream))
    }
}
