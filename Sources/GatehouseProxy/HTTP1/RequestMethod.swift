/// The request methods that the gate treats by name (RFC 9110 §9.3, RFC 5789).
enum RequestMethod: UInt8, Equatable {
    case get
    case head
    case post
    case put
    case delete
    case patch
    case options
    /// Any other token; its bytes are in `RequestHead.methodRange`.
    case other

    /// Whether repeating the request does no more than sending it once (RFC 9110 §9.2.2).
    var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options: true
        case .post, .patch, .other: false
        }
    }
}
