import NIOCore

/// Writes a refusal as the answer to a call of gRPC: a status of its own in a response without a body.
struct GRPCRefusalWriter {
    /// The status of HTTP that every answer to a call has.
    static let status = 200

    /// What a refusal looks like to others.
    let writer: ErrorResponseWriter

    /// The statuses of gRPC that the gate answers with, by their numbers.
    enum Status: Int64 {
        case invalidArgument = 3
        case deadlineExceeded = 4
        case permissionDenied = 7
        case resourceExhausted = 8
        case unimplemented = 12
        case internalError = 13
        case unavailable = 14
        case unauthenticated = 16

        init(http status: Int) {
            switch status {
            case 400: self = .invalidArgument
            case 401: self = .unauthenticated
            case 403: self = .permissionDenied
            case 404, 405, 426, 501, 505: self = .unimplemented
            case 408: self = .deadlineExceeded
            case 413, 414, 429, 431: self = .resourceExhausted
            case 502, 503, 504: self = .unavailable
            default: self = .internalError
            }
        }
    }

    func write(closes: Bool, date: [UInt8], into output: inout ByteBuffer) {
        let message = message
        let added = date.count + writer.added.count + writer.strictTransport.count + message.count
        output.writeHead(maximumLength: writer.maximumLength + added) { cursor in
            cursor.append("HTTP/1.1 200 OK\r\n")
            cursor.append(date)
            cursor.append(writer.strictTransport)
            writer.appendChallenge(&cursor)
            writer.appendPolicyFields(&cursor)
            cursor.append(writer.added)
            cursor.append("Content-Type: application/grpc\r\nContent-Length: 0\r\nGrpc-Status: ")
            cursor.appendDecimal(Status(http: writer.response.status).rawValue)
            cursor.append("\r\nGrpc-Message: ")
            cursor.append(message)
            cursor.append("\r\nCache-Control: no-store\r\nX-Request-Id: ")
            writer.name.append(to: &cursor)
            cursor.append(closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
        }
    }

    /// The `error` word, and what is behind it.
    private var message: [UInt8] {
        var text = "\(writer.response.error)"
        if !writer.response.detail.isEmpty { text += ": \(writer.response.detail)" }
        return Self.escaped(text)
    }

    /// Percent-encodes what is neither printable ASCII nor `%` (gRPC over HTTP2, "Responses").
    static func escaped(_ text: String) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                escaped.append(byte)
            } else {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
            }
        }
        return escaped
    }

    /// The trailer lines of a call that ends with the token that allowed it.
    static let tokenEnded = Array("Grpc-Status: 16\r\nGrpc-Message: invalid_token: the token has ended\r\n".utf8)
}

extension Refusal {
    /// Whether a call of gRPC gets it as a status of gRPC.
    ///
    /// A redirect and the answer to a preflight are for other clients.
    var hasGRPCStatus: Bool {
        switch self {
        case .redirected, .preflight: false
        default: true
        }
    }
}
