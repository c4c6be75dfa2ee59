import GatehousePolicy
import NIOCore

/// Remembers for one exchange which endpoint carries it, and how often it was tried elsewhere.
struct UpstreamAttempt {
    private let group: UpstreamGroup
    private var endpoint: UpstreamEndpoint?
    private var tried: [UpstreamEndpoint] = []
    private var retries = 0

    init(_ group: UpstreamGroup) {
        self.group = group
    }

    /// The connections of the endpoint.
    var pool: UpstreamPool? { endpoint?.pool }

    /// How long this try may take to a response's head, in milliseconds; nil if it may not be repeated.
    var patience: Int64? { retries < group.maximumRetries ? group.tryMilliseconds : nil }

    /// Takes an endpoint; nil if each has as many requests as it may have.
    mutating func begin() -> UpstreamPool? {
        leave()
        endpoint = group.take(except: tried)
        endpoint?.active += 1
        return endpoint?.pool
    }

    /// Gives the endpoint back.
    mutating func leave() {
        guard let endpoint else { return }
        endpoint.active -= 1
        group.left(endpoint)
        self.endpoint = nil
    }

    /// The endpoint has answered with a final response.
    func answered(status: Int) {
        if let endpoint { group.answered(endpoint, status: status) }
    }

    /// The endpoint has failed.
    func failed(_ failure: GatewayFailure) {
        guard let endpoint else { return }
        // Many that are late at once are one sign of it.
        if failure.kind == .responseTimeout, !endpoint.standing.isLateAnew(at: group.uptime) { return }
        group.failed(endpoint, failure.kind)
    }

    func repeats(_ status: Int) -> Bool { group.repeats(status) }

    /// Whether the request goes elsewhere after this failure; if so it counts as one more try.
    mutating func mayRepeat(wasSent: Bool) -> Bool {
        guard retries < group.maximumRetries, group.takeRetry(wasSent: wasSent) else { return false }
        retries += 1
        if let endpoint { tried.append(endpoint) }
        return true
    }

    /// A request's head as this endpoint gets it.
    func addressed(_ head: ByteBuffer) -> ByteBuffer {
        guard let line = endpoint?.hostLine, !line.isEmpty,
            let end = head.readableBytesView.firstIndex(of: UInt8(ascii: "\n"))
        else { return head }
        let first = end + 1 - head.readerIndex
        var addressed = ByteBufferAllocator().buffer(capacity: head.readableBytes + line.count)
        addressed.writeBytes(head.readableBytesView.prefix(first))
        addressed.writeBytes(line)
        addressed.writeBytes(head.readableBytesView.dropFirst(first))
        return addressed
    }
}
