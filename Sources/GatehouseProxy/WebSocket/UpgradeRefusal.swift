/// Why a request for another protocol is refused; the raw value is its stable name.
///
/// The connection closes after any of them: what follows may be in the other protocol.
enum UpgradeRefusal: String, Error, Sendable, CaseIterable {
    /// Another protocol than `websocket`, `h2c` among them, or a WebSocket where there can be none.
    case unsupported = "upgrade"
    case method = "websocket_method"
    case body = "websocket_body"
    case connection = "websocket_connection"
    case key = "websocket_key"
    case version = "websocket_version"
    /// A version that RFC 6455 §4.4 lets the client correct.
    case otherVersion = "websocket_other_version"
    case subprotocols = "websocket_subprotocols"
    case extensions = "websocket_extensions"
    /// The client did not wait for the answer (RFC 6455 §4.1).
    case earlyBytes = "websocket_early_bytes"

    /// The status that a client gets.
    var status: Int {
        switch self {
        case .unsupported: 501
        case .otherVersion: 426
        default: 400
        }
    }

    /// The `error` member of the answer.
    var error: StaticString { self == .unsupported ? "not_implemented" : "websocket_handshake" }

    /// A fixed sentence for the client, which never repeats input.
    var detail: String {
        switch self {
        case .unsupported: "The only upgrade here is an application's WebSocket"
        case .method: "A WebSocket begins with a GET"
        case .body: "A WebSocket handshake has no body"
        case .connection: "The Connection header field does not name Upgrade"
        case .key: "The Sec-WebSocket-Key header field is not sixteen bytes in base64"
        case .version: "The Sec-WebSocket-Version header field is not one number"
        case .otherVersion: "The version of WebSocket spoken here is 13"
        case .subprotocols: "The Sec-WebSocket-Protocol header field is not a list of different names"
        case .extensions: "The Sec-WebSocket-Extensions header field is not well-formed"
        case .earlyBytes: "Nothing may be sent before the WebSocket is open"
        }
    }
}
