/// Describes a request head that passed the strict parser: offsets and facts, no copies.
///
/// Offsets count from the first readable byte of the buffer that was parsed; `RequestHeadParser.fields` has the lines.
struct RequestHead {
    /// The form of the request target (RFC 9112 §3.2); the authority form belongs to CONNECT, which is refused.
    enum TargetForm: UInt8 {
        case origin
        case absolute
        /// `OPTIONS *`: `path` is `*`.
        case asterisk
    }

    var method = RequestMethod.other
    var methodRange = ByteRange.empty
    var targetForm = TargetForm.origin
    /// The path as sent; empty for an absolute form without one, which means `/`.
    var path = ByteRange.empty
    /// The query with its `?`; empty if there is none.
    var query = ByteRange.empty
    /// The value of `Host`: a checked host with an optional port, as sent.
    var authority = ByteRange.empty
    var version = HTTPVersion.http11
    var framing = BodyFraming.none
    /// Whether the client keeps the connection open; never for HTTP/1.0 (contract §5.1).
    var isKeepAlive = true
    /// `Expect: 100-continue` (RFC 9110 §10.1.1), HTTP/1.1 only.
    var expectsContinue = false
    /// `TE` has the member `trailers` (RFC 9110 §10.1.4).
    var acceptsTrailers = false
    /// `Content-Type` is one of gRPC.
    var isGRPC = false
    /// `Service-Worker: script`.
    var isServiceWorkerScript = false
    /// The number of `Authorization` lines.
    var authorizationCount = 0
    /// The value of the first `Authorization` line.
    var authorization = ByteRange.empty
    /// The value of `X-Request-Id` if there is exactly one and it is 1…128 visible ASCII characters.
    var requestID = ByteRange.empty
    /// The kinds of all field lines.
    var kinds = FieldKindSet()
    /// Whether `Connection` names fields beyond those that are removed anyway.
    var hasNominations = false
    /// Where the field lines start: the end of the request line.
    var fieldsStart = 0
    /// Where the empty line that ends the head starts.
    var fieldsEnd = 0
    /// All bytes of the head with its empty line, and an empty line before it if there was one.
    var headLength = 0
}
