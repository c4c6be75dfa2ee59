import GatehousePolicy

/// Bounds how long one exchange waits, in milliseconds, and how much it carries, in bytes.
struct ExchangeBounds {
    /// For a connection to an endpoint.
    var connect: Int64
    /// From the whole request to the response's head.
    var response: Int64
    /// Between two pieces of a body.
    var body: Int64
    /// The largest body of a request.
    var requestBytes = Int64.max
    /// The largest body of a response.
    var responseBytes = Int64.max

    init(_ timeouts: ProxyTimeouts) {
        // The attempt itself ends first, and says more.
        connect = timeouts.connect + 1_000
        response = timeouts.responseHead
        body = timeouts.body
    }

    /// With what the policy says besides.
    init(_ timeouts: ProxyTimeouts, _ bounds: DeliveryBounds) {
        self.init(timeouts)
        if let seconds = bounds.connectSeconds { connect = seconds * 1_000 }
        if let seconds = bounds.responseSeconds { response = seconds * 1_000 }
        if let seconds = bounds.idleSeconds { body = seconds * 1_000 }
        if let bytes = bounds.requestBytes, bytes > 0 { requestBytes = bytes }
        if let bytes = bounds.responseBytes, bytes > 0 { responseBytes = bytes }
    }
}
