/// One row of the table of answers: what a refusal looks like on the wire.
struct ErrorResponse {
    /// A challenge for `WWW-Authenticate`.
    enum Challenge: Equatable {
        case none
        /// No token was sent: realm, scope and where to learn more, but no error (RFC 6750 §3.1, RFC 9728 §5.1).
        case missingToken
        case invalidToken(description: String)
        case insufficientScope
        /// RFC 9470 §3.
        case insufficientAuthentication(maxAge: Int64)
        /// RFC 9449 §7.1.
        case invalidProof(description: String)
        /// RFC 9449 §9.
        case useNonce(description: String)
    }

    var status: Int
    /// The `error` member: an OAuth code where one is defined, else a stable word.
    var error: StaticString
    /// The `detail` member: fixed text that never repeats input; empty for none.
    var detail: String = ""
    var challenge = Challenge.none
    var allow: String?
    /// The value of `DPoP-Nonce` (RFC 9449 §8.1).
    var nonce: String?
    /// Whether it says which WebSocket is spoken here (RFC 6455 §4.4, RFC 9110 §15.5.22).
    var offersWebSocket = false
    /// The value of `Retry-After`, in seconds (RFC 9110 §10.2.3).
    var retryAfter: Int64?
    /// The value of `Location`.
    var location: String?
    var closes = false

    /// The reason phrase and the `title` member (RFC 9110 §15, RFC 9457 §4.2.1).
    var title: StaticString {
        switch status {
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
