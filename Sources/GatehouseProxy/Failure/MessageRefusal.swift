/// The reason why a message is not HTTP as the gate reads it; the raw value is its stable name.
///
/// A connection of HTTP/1 closes after any of them: where the next message starts is not known.
enum MessageRefusal: String, Error, Sendable, CaseIterable {
    case requestLine = "request_line"
    case statusLine = "status_line"
    case target
    case asteriskForm = "asterisk_form"
    case version
    case method
    case lineEnding = "line_ending"
    case fieldName = "field_name"
    case fieldValue = "field_value"
    case foldedField = "folded_field"
    case missingHost = "missing_host"
    case duplicateHost = "duplicate_host"
    case host
    case hostMismatch = "host_mismatch"
    case contentLength = "content_length"
    case conflictingFraming = "conflicting_framing"
    case transferEncoding = "transfer_encoding"
    case transferCoding = "transfer_coding"
    case connection
    case headTooLarge = "head_too_large"
    case tooManyFields = "too_many_fields"
    case targetTooLong = "target_too_long"
    case chunkSize = "chunk_size"
    case chunkExtension = "chunk_extension"
    case chunkEnd = "chunk_end"
    case trailers
    /// The pseudo-header fields of a header block (RFC 9113 §8.3).
    case pseudoFields = "pseudo_fields"
    /// A field in a header block that is for one connection of HTTP/1 alone (RFC 9113 §8.2.2).
    case connectionField = "connection_field"
    /// A 101 that nobody had asked for, or that does not answer the WebSocket handshake (RFC 6455 §4.1).
    case handshake

    /// The status that a client gets; an upstream's message broken in any of these ways is a 502.
    var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headTooLarge, .tooManyFields: 431
        case .method, .transferCoding: 501
        case .version: 505
        default: 400
        }
    }

    /// A fixed sentence for the client, which never repeats input.
    var detail: String {
        switch self {
        case .requestLine: "The request line is not well-formed"
        case .statusLine: "The status line is not well-formed"
        case .target: "The request target is not well-formed"
        case .asteriskForm: "The request target * is for OPTIONS alone"
        case .version: "A request line has to say HTTP/1.0 or HTTP/1.1"
        case .method: "The request method is not supported"
        case .lineEnding: "A line does not end with CRLF"
        case .fieldName: "A header field's name is not well-formed"
        case .fieldValue: "A header field's value has a control character"
        case .foldedField: "A header field is folded over several lines"
        case .missingHost: "The Host header field is missing"
        case .duplicateHost: "There is more than one Host header field"
        case .host: "The Host header field is not well-formed"
        case .hostMismatch: "The request target and the Host header field name different hosts"
        case .contentLength: "The Content-Length header field is not one number"
        case .conflictingFraming: "Content-Length and Transfer-Encoding exclude each other"
        case .transferEncoding: "The Transfer-Encoding header field is not chunked"
        case .transferCoding: "The transfer coding is not supported"
        case .connection: "The Connection header field names what it may not"
        case .headTooLarge: "The header is too large"
        case .tooManyFields: "There are too many header fields"
        case .targetTooLong: "The request target is too long"
        case .chunkSize: "A chunk's size is not well-formed"
        case .chunkExtension: "A chunk's extensions are not well-formed or too long"
        case .chunkEnd: "A chunk is longer than its size"
        case .trailers: "The trailer section is too large"
        case .pseudoFields: "The pseudo-header fields are not well-formed"
        case .connectionField: "There is a header field that HTTP/2 does not have"
        case .handshake: "The protocol was switched to another one than the agreed one"
        }
    }

    /// The `error` member of the answer.
    var error: StaticString {
        switch status {
        case 414: "target_too_long"
        case 431: "header_too_large"
        case 501: "not_implemented"
        case 505: "version_not_supported"
        default: "malformed_request"
        }
    }
}
