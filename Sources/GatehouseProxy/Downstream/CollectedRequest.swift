import NIOCore

/// A request to the issuer's own site whose body is being read whole, before the site sees any of it.
struct CollectedRequest {
    private(set) var facts: ExchangeFacts
    private(set) var request: UpstreamRequest
    let snapshot: LoopSnapshot
    private var body = ByteBuffer()

    init(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
        self.facts = facts
        self.request = request
        self.snapshot = snapshot
    }

    mutating func append(_ part: ByteBuffer) {
        body.writeImmutableBuffer(part)
    }

    /// Puts the body behind the head: what comes of it is a request without more to follow.
    mutating func complete() {
        if facts.framing == .chunked {
            ChunkedEncoder.write(body, into: &request.bytes)
            ChunkedEncoder.writeEnd(into: &request.bytes)
        } else {
            request.bytes.writeImmutableBuffer(body)
        }
        facts.framing = .none
        facts.collectedBytes = Int64(body.readableBytes)
    }

    /// Where the next request of the connection starts is not known.
    mutating func giveUpConnection() {
        facts.isKeepAlive = false
    }
}
