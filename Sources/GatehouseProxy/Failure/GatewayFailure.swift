/// Says how an exchange failed for a reason other than policy: what happened, on which side, and whether to try again.
struct GatewayFailure: Error, Sendable, Equatable {
    /// What happened; the raw value is its stable name.
    enum Kind: String, Sendable, CaseIterable {
        /// No connection to the upstream could be made.
        case unreachable = "upstream_unreachable"
        /// The upstream did not take the connection in time.
        case connectTimeout = "upstream_connect_timeout"
        /// Nobody believes the upstream's certificate.
        case badCertificate = "upstream_certificate"
        /// The upstream asked for a certificate, and did not take what it was shown or got none.
        case certificateRefused = "upstream_certificate_refused"
        /// Each endpoint has as many requests as it may have.
        case concurrency = "upstream_concurrency"
        /// The upstream said by its status that it failed.
        case failureStatus = "upstream_status"
        /// The response is larger than it may be.
        case responseTooLarge = "upstream_response_too_large"
        /// All connections are taken and the queue is full.
        case overloaded = "upstream_overloaded"
        /// The store could not take what the request uses of a quota.
        case quotaUnavailable = "quota_unavailable"
        /// The response head did not come in time.
        case responseTimeout = "upstream_timeout"
        /// The upstream speaks HTTP/2, which carries no WebSocket here, or has answered a handshake with a success of its own.
        case noWebSocket = "upstream_no_websocket"
        /// The response is not HTTP.
        case brokenResponse = "upstream_broken_response"
        /// The upstream closed before a response head.
        case closedEarly = "upstream_closed"
        /// The upstream closed, or its body broke off, after the head.
        case truncatedResponse = "upstream_truncated"
        /// A body stood still for too long.
        case stalledBody = "body_timeout"
        /// The request turned out to be larger than it may be.
        case requestTooLarge = "request_too_large"
        /// The request broke its own framing, or cannot be passed on.
        case brokenRequest = "request_broken"
        /// A client broke the protocol of its WebSocket.
        case webSocketViolation = "websocket_violation"
        /// Nobody used a WebSocket for too long.
        case webSocketIdle = "websocket_idle"
        /// The token that had opened an event stream or a WebSocket expired or was revoked.
        case tokenEnded = "token_ended"
        /// The client closed before it had its answer.
        case clientClosed = "client_closed"
    }

    /// Whose side failed.
    enum Origin: String, Sendable {
        case downstream
        case upstream
        case gateway
    }

    /// Whether the request may be sent again.
    enum Retry: UInt8, Sendable {
        case never
        /// Once, if the connection had carried another request before: it may have been closing (RFC 9112 §9.3.1).
        case onReusedConnection
        /// Once: the upstream has said that it did not look at it (RFC 9113 §8.7), or it was not sent.
        case unprocessed
    }

    /// Whether it came before anything of the request was sent to an endpoint.
    var isBeforeSending: Bool {
        switch kind {
        case .unreachable, .connectTimeout, .badCertificate: true
        default: false
        }
    }

    /// Whether it says that an endpoint does not work.
    var isOfEndpoint: Bool {
        switch kind {
        case .responseTooLarge, .noWebSocket: false
        default: origin == .upstream
        }
    }

    /// Whether another endpoint may do better with a request that may be repeated.
    var mayBeRepeated: Bool {
        switch kind {
        case .closedEarly, .failureStatus, .responseTimeout: true
        default: false
        }
    }

    let kind: Kind
    let origin: Origin
    let retry: Retry

    init(_ kind: Kind, origin: Origin, retry: Retry = .never) {
        self.kind = kind
        self.origin = origin
        self.retry = retry
    }
}
