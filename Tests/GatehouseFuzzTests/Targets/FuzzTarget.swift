/// What can be fuzzed: for any bytes at all, `check` returns, in bounded time and memory, and its properties hold.
enum FuzzTarget: String, CaseIterable, Sendable {
    case requestHead = "request-head"
    case responseHead = "response-head"
    case chunkedBody = "chunked-body"
    case path
    case policy
    case jose
    case json
    case form
    case webSocket = "websocket"
    case forwardedFor = "forwarded-for"

    /// Feeds some bytes to the target.
    ///
    /// - Throws: The property that these bytes break.
    func check(_ input: [UInt8]) throws(BrokenProperty) {
        switch self {
        case .requestHead: try RequestHeadTarget.check(input)
        case .responseHead: try ResponseHeadTarget.check(input)
        case .chunkedBody: try ChunkedBodyTarget.check(input)
        case .path: try PathTarget.check(input)
        case .policy: try PolicyTarget.check(input)
        case .jose: try JOSETarget.check(input)
        case .json: try JSONTarget.check(input)
        case .form: try FormTarget.check(input)
        case .webSocket: try WebSocketTarget.check(input)
        case .forwardedFor: try ForwardedForTarget.check(input)
        }
    }
}
