/// Says how the end of a message body is found (RFC 9112 §6).
enum BodyFraming: Equatable {
    /// No body at all.
    case none
    /// That many bytes.
    case length(Int64)
    /// Chunks up to the last one.
    case chunked
    /// Whatever comes until the connection closes; responses only.
    case untilClose

    /// Whether body bytes may follow the head.
    var hasBody: Bool {
        switch self {
        case .none, .length(0): false
        case .length, .chunked, .untilClose: true
        }
    }
}
