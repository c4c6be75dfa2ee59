import NIOCore
import NIOHPACK

/// Writes header blocks of HTTP/2 as heads of HTTP/1, strictly by RFC 9113 §8.
///
/// What is written holds no byte that HTTP/1 would read as anything but what the block said; what it means is then
/// judged where all heads are. Whatever is thrown is a malformed message (§8.1.1).
enum HeaderBlockReader {
    /// Writes a request's head.
    ///
    /// An extended CONNECT (RFC 8441 §4) becomes the `GET` with an `Upgrade` that it stands for, with a key of the gate's own.
    ///
    /// - Parameters:
    ///   - block: The fields, as they were decoded.
    ///   - endsStream: Whether no body follows.
    ///   - output: What the head is appended to; unchanged if something is thrown.
    /// - Throws: What is malformed.
    static func writeRequest(
        _ block: HPACKHeaders,
        endsStream: Bool,
        into output: inout ByteBuffer
    ) throws(MessageRefusal) {
        let request = try RequestBlock(block)
        output.writeHead(maximumLength: request.maximumLength) { cursor in
            request.appendRequestLine(to: &cursor)
            request.fields.append(request.forwarded(block), to: &cursor)
            if request.isUpgrade {
                // What follows on the stream is no body.
                request.appendUpgrade(to: &cursor)
            } else if endsStream {
                // RFC 9110 §8.6: upstreams may insist on a length where a body is usual.
                if !request.fields.hasLength, request.mayHaveBody { cursor.append("content-length: 0\r\n") }
            } else if !request.fields.hasLength {
                cursor.append("transfer-encoding: chunked\r\n")
            }
            cursor.append("\r\n")
        }
    }

    /// Writes a response's head, an interim one's as well.
    ///
    /// - Parameters:
    ///   - block: The fields, as they were decoded.
    ///   - endsStream: Whether no body follows.
    ///   - output: What the head is appended to; unchanged if something is thrown.
    /// - Throws: What is malformed.
    static func writeResponse(
        _ block: HPACKHeaders,
        endsStream: Bool,
        into output: inout ByteBuffer
    ) throws(MessageRefusal) {
        var status: String?
        var fields = FieldBlock()
        for (name, value, _) in block {
            guard name.utf8.first == UInt8(ascii: ":") else {
                try fields.check(name, value, isTEAllowed: false)
                continue
            }
            guard !fields.hasBegun, status == nil, name.hasBytes(":status") else { throw .pseudoFields }
            guard value.utf8.count == 3, value.utf8.allSatisfy(\.isDigit) else { throw .pseudoFields }
            status = value
        }
        guard let status else { throw .pseudoFields }
        // RFC 9113 §8.6: there is no switching of protocols.
        guard !status.hasBytes("101") else { throw .handshake }
        output.writeHead(maximumLength: fields.maximumLength + 64) { cursor in
            cursor.append("HTTP/1.1 ")
            cursor.append(status)
            cursor.append(" \r\n")
            fields.append(block, to: &cursor)
            let isInterim = status.utf8.first == UInt8(ascii: "1")
            if !endsStream, !fields.hasLength, !isInterim { cursor.append("transfer-encoding: chunked\r\n") }
            cursor.append("\r\n")
        }
    }

    /// The trailer lines that may be forwarded, each with its CRLF.
    static func trailers(
        _ block: HPACKHeaders,
        limits: HeadLimits = HeadLimits(bytes: 16_384, fieldCount: 64)
    ) throws(MessageRefusal) -> [UInt8] {
        var fields = FieldBlock()
        for (name, value, _) in block {
            // RFC 9113 §8.1: trailers have no pseudo-header fields.
            guard name.utf8.first != UInt8(ascii: ":") else { throw .pseudoFields }
            try fields.check(name, value, isTEAllowed: false)
        }
        guard fields.count <= limits.fieldCount, fields.maximumLength <= limits.bytes else { throw .trailers }
        var lines = ByteBuffer()
        lines.writeHead(maximumLength: fields.maximumLength) { fields.append(block, to: &$0) }
        return try allowed(lines)
    }

    private static func allowed(_ lines: ByteBuffer) throws(MessageRefusal) -> [UInt8] {
        let bytes = lines.readableBytesSpan
        var kept: [UInt8] = []
        var position = 0
        while position < bytes.byteCount {
            let start = position
            guard let field = try FieldLine.read(bytes, at: &position) else { throw .trailers }
            guard TrailerFilter.allows(field, in: bytes, nominations: []) else { continue }
            for offset in start..<position { kept.append(bytes.byte(offset)) }
        }
        return kept
    }
}

/// The checked parts of a request's header block.
private struct RequestBlock {
    private var method: String?
    private var scheme: String?
    private var path: String?
    private var authority: String?
    /// What an extended CONNECT asks for.
    private var upgrade: String?
    private(set) var fields = FieldBlock()

    init(_ block: HPACKHeaders) throws(MessageRefusal) {
        for (name, value, _) in block {
            if name.utf8.first == UInt8(ascii: ":") {
                // RFC 9113 §8.3: all of them before any other field.
                guard !fields.hasBegun else { throw .pseudoFields }
                try takePseudoField(name, value)
            } else {
                try fields.check(name, value, isTEAllowed: true)
            }
        }
        try checkPseudoFields()
        try agreeOnAuthority()
    }

    private mutating func takePseudoField(_ name: String, _ value: String) throws(MessageRefusal) {
        if name.hasBytes(":method") {
            try Self.take(value, as: &method)
        } else if name.hasBytes(":scheme") {
            try Self.take(value, as: &scheme)
        } else if name.hasBytes(":path") {
            try Self.take(value, as: &path)
        } else if name.hasBytes(":authority") {
            try Self.take(value, as: &authority)
        } else if name.hasBytes(":protocol") {
            try Self.take(value, as: &upgrade)
        } else {
            throw .pseudoFields
        }
    }

    /// Takes a value that is there once and that fits between two spaces.
    private static func take(_ value: String, as taken: inout String?) throws(MessageRefusal) {
        guard taken == nil, !value.isEmpty, !value.isRepaired else { throw .pseudoFields }
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .pseudoFields }
        taken = value
    }

    private func checkPseudoFields() throws(MessageRefusal) {
        guard let method, method.utf8.allSatisfy({ ASCIISet.token.contains($0) }) else { throw .pseudoFields }
        if let upgrade {
            // RFC 8441 §4: with CONNECT alone, and then with a scheme and a path like other requests.
            guard isTunnel, upgrade.utf8.allSatisfy({ ASCIISet.token.contains($0) }) else { throw .pseudoFields }
        } else if isTunnel {
            // RFC 9113 §8.5.
            guard scheme == nil, path == nil, authority != nil else { throw .pseudoFields }
            return
        }
        guard let scheme, let path else { throw .pseudoFields }
        guard scheme.hasBytes("https") || scheme.hasBytes("http") else { throw .pseudoFields }
        // RFC 9113 §8.3.1: an absolute form is HTTP/1's.
        let isAsterisk = path.hasBytes("*") && method.hasBytes("OPTIONS")
        guard isAsterisk || path.utf8.first == UInt8(ascii: "/") else { throw .pseudoFields }
    }

    /// RFC 9113 §8.3.1: a host besides `:authority` must say the same.
    private mutating func agreeOnAuthority() throws(MessageRefusal) {
        guard let host = fields.host else { return }
        guard let authority else {
            guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 }) else { throw .host }
            self.authority = host
            return
        }
        guard authority.utf8.elementsEqual(host.utf8, by: { $0.asciiLowercased == $1.asciiLowercased }) else {
            throw .hostMismatch
        }
    }

    private var isTunnel: Bool { method?.hasBytes("CONNECT") ?? false }
    var isUpgrade: Bool { upgrade != nil }

    var mayHaveBody: Bool {
        guard let method else { return false }
        return method.hasBytes("POST") || method.hasBytes("PUT") || method.hasBytes("PATCH")
    }

    var maximumLength: Int {
        let line = (method?.utf8.count ?? 0) + (path?.utf8.count ?? 0) + 2 * (authority?.utf8.count ?? 0)
        return line + fields.maximumLength + (upgrade.map { $0.utf8.count + 192 } ?? 96)
    }

    /// The fields that go on: the client's key is none in HTTP/2 (RFC 8441 §5).
    func forwarded(_ block: HPACKHeaders) -> HPACKHeaders {
        guard isUpgrade else { return block }
        var block = block
        block.remove(name: "sec-websocket-key")
        return block
    }

    func appendUpgrade(to cursor: inout HeadCursor) {
        guard let upgrade else { return }
        cursor.append("connection: upgrade\r\nupgrade: ")
        cursor.append(upgrade)
        cursor.append("\r\nsec-websocket-key: ")
        cursor.append(WebSocketAccept.newKey())
        cursor.append("\r\n")
    }

    func appendRequestLine(to cursor: inout HeadCursor) {
        guard let method, let target = path ?? authority else { return }
        if isUpgrade { cursor.append("GET") } else { cursor.append(method) }
        cursor.append(" ")
        cursor.append(target)
        cursor.append(" HTTP/1.1\r\n")
        guard let authority else { return }
        cursor.append("host: ")
        cursor.append(authority)
        cursor.append("\r\n")
    }
}

/// Checks the fields of a header block that are no pseudo-header fields, one after the other.
private struct FieldBlock {
    private(set) var count = 0
    /// Whether there was any.
    var hasBegun: Bool { count > 0 }
    private(set) var hasLength = false
    private(set) var host: String?
    /// How many lines of cookies there are: a client may send them one by one (RFC 9113 §8.2.3).
    private var cookies = 0
    private(set) var maximumLength = 0

    mutating func check(_ name: String, _ value: String, isTEAllowed: Bool) throws(MessageRefusal) {
        count += 1
        maximumLength += name.utf8.count + value.utf8.count + 4
        try checkName(name)
        try checkValue(value)
        switch name.utf8.count {
        case 2 where name.hasBytes("te"):
            guard isTEAllowed, value.hasBytes("trailers") else { throw .connectionField }
        case 4 where name.hasBytes("host"):
            guard host == nil else { throw .duplicateHost }
            host = value
        case 6 where name.hasBytes("cookie"):
            cookies += 1
        case 7 where name.hasBytes("upgrade"), 10 where name.hasBytes("connection"),
            10 where name.hasBytes("keep-alive"), 16 where name.hasBytes("proxy-connection"),
            17 where name.hasBytes("transfer-encoding"):
            throw .connectionField
        case 14 where name.hasBytes("content-length"):
            hasLength = true
        default:
            break
        }
    }

    /// RFC 9113 §8.2.1: a token without capital letters.
    private func checkName(_ name: String) throws(MessageRefusal) {
        guard !name.isEmpty else { throw .fieldName }
        for byte in name.utf8 where !ASCIISet.token.contains(byte) || byte.asciiLowercased != byte {
            throw .fieldName
        }
    }

    /// RFC 9113 §8.2.1, and RFC 9110 §5.5 for the other control characters.
    private func checkValue(_ value: String) throws(MessageRefusal) {
        let bytes = ByteKinds(value)
        guard !bytes.haveControls, !(bytes.areBeyondASCII && value.isRepaired) else { throw .fieldValue }
        guard let first = value.utf8.first, let last = value.utf8.last else { return }
        guard !first.isWhitespace, !last.isWhitespace else { throw .fieldValue }
    }

    /// Appends all lines but the host's, those of cookies as one.
    func append(_ block: HPACKHeaders, to cursor: inout HeadCursor) {
        for (name, value, _) in block {
            guard name.utf8.first != UInt8(ascii: ":"), !(host != nil && name.hasBytes("host")) else { continue }
            guard cookies < 2 || !name.hasBytes("cookie") else { continue }
            cursor.append(name)
            cursor.append(": ")
            cursor.append(value)
            cursor.append("\r\n")
        }
        if cookies > 1 { appendCookies(block, to: &cursor) }
    }

    private func appendCookies(_ block: HPACKHeaders, to cursor: inout HeadCursor) {
        var isFirst = true
        for (name, value, _) in block where name.hasBytes("cookie") {
            cursor.append(isFirst ? "cookie: " : "; ")
            cursor.append(value)
            isFirst = false
        }
        cursor.append("\r\n")
    }
}

/// Which kinds of bytes a text has; without branches, so that many are looked at in one step.
private struct ByteKinds {
    private var all: UInt8 = 0
    private var controls: UInt8 = 0

    init(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for byte in bytes {
                all |= byte
                let isLow: UInt8 = byte < 0x20 ? 1 : 0
                let isNoTab: UInt8 = byte == 0x09 ? 0 : 1
                let isDelete: UInt8 = byte == 0x7F ? 1 : 0
                controls |= isLow & isNoTab | isDelete
            }
        }
    }

    /// Control characters but the tab.
    var haveControls: Bool { controls != 0 }
    var areBeyondASCII: Bool { all >= 0x80 }
}

extension String {
    /// Whether it has exactly these bytes.
    @inline(__always)
    fileprivate func hasBytes(_ text: StaticString) -> Bool {
        guard utf8.count == text.utf8CodeUnitCount else { return false }
        var offset = 0
        for byte in utf8 {
            guard byte == text.utf8Start[offset] else { return false }
            offset &+= 1
        }
        return true
    }

    /// Whether it has U+FFFD, which stands where bytes were that are no UTF-8: nobody knows any more which.
    fileprivate var isRepaired: Bool {
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in utf8 {
            if byte == 0xBD, previous == (0xEF, 0xBF) { return true }
            previous = (previous.1, byte)
        }
        return false
    }
}
