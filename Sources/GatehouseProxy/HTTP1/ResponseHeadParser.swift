import NIOCore

/// Reads an upstream's response heads strictly by RFC 9112 into storage that it keeps.
struct ResponseHeadParser {
    private enum Stage {
        case statusLine
        case fields
        case whole
    }

    /// The last whole head.
    private(set) var head = ResponseHead()
    /// The field lines of `head`, in order.
    private(set) var fields: [FieldSlice] = []
    private let limits: HeadLimits
    private var stage = Stage.statusLine
    /// Where the line that is not read yet starts.
    private var lineStart = 0
    private var contentLength: Int64 = 0

    init(limits: HeadLimits = HeadLimits()) {
        self.limits = limits
        fields.reserveCapacity(32)
    }

    /// Reads a head from its start; true once it is whole and described by `head` and `fields`.
    ///
    /// Nothing but `scanned` is remembered between two calls, so one parser serves all connections of a loop; `head` and
    /// `fields` hold until the next call.
    ///
    /// - Parameters:
    ///   - buffer: All bytes received since the end of the last message; its readable part begins with this head.
    ///   - scanned: 0 for a new head, else what the last call left there; the bytes before it must not change.
    ///   - isToHead: Whether the request was a HEAD, whose response has no body.
    /// - Returns: Whether the head is whole; if not, call again with more bytes.
    /// - Throws: What is wrong with it: the connection cannot be used any further.
    mutating func parse(
        _ buffer: ByteBuffer,
        resumeFrom scanned: inout Int,
        toHead isToHead: Bool
    ) throws(MessageRefusal) -> Bool {
        let bytes = buffer.readableBytesSpan
        begin()
        if scanned > 0, bytes.firstOffset(of: UInt8(ascii: "\n"), from: scanned) == nil {
            // Only a line's end brings news.
            guard bytes.byteCount <= limits.bytes else { throw .headTooLarge }
            scanned = bytes.byteCount
            return false
        }
        do {
            if try readLines(bytes) {
                try finish(bytes, toHead: isToHead)
                return true
            }
        } catch {
            try judge(error, in: bytes)
        }
        guard bytes.byteCount <= limits.bytes else { throw .headTooLarge }
        scanned = bytes.byteCount
        return false
    }

    /// The names in `Connection`, lowercased with `-` for `_`: the response's trailers lose these fields as well.
    func nominations(in buffer: ByteBuffer) -> [[UInt8]] {
        head.hasNominations ? HopByHopHeaders.nominations(in: buffer.readableBytesSpan, fields: fields) : []
    }

    private mutating func begin() {
        head = ResponseHead()
        fields.removeAll(keepingCapacity: true)
        stage = .statusLine
        lineStart = 0
    }

    private mutating func readLines(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        if stage == .statusLine {
            guard try readStatusLine(bytes) else { return false }
        }
        while try readField(bytes) {}
        return stage == .whole
    }

    /// Throws what is wrong with the current line once the line is whole, so that a refusal never depends on timing.
    private func judge(_ refusal: MessageRefusal, in bytes: RawSpan) throws(MessageRefusal) {
        guard let lineFeed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: lineStart) else { return }
        throw lineFeed < limits.bytes ? refusal : .headTooLarge
    }

    /// RFC 9112 §4: `HTTP/1.x SP 3DIGIT SP [reason] CRLF`; a missing second space is common and harmless.
    private mutating func readStatusLine(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        let end = bytes.endOfFieldContent(from: 0)
        guard end &+ 1 < bytes.byteCount else {
            if end < bytes.byteCount, bytes.byte(end) != UInt8(ascii: "\r") { throw .statusLine }
            return false
        }
        guard bytes.hasLineEnd(at: end), end >= 12, let version = try HTTPVersion.read(bytes, at: 0),
            bytes.byte(8) == UInt8(ascii: " "), let status = Self.status(bytes, at: 9)
        else { throw .statusLine }
        guard end == 12 || bytes.byte(12) == UInt8(ascii: " ") else { throw .statusLine }
        guard end &+ 2 <= limits.bytes else { throw .headTooLarge }
        head.version = version
        head.status = status
        head.reason = ByteRange(min(13, end), end)
        head.fieldsStart = end &+ 2
        lineStart = end &+ 2
        stage = .fields
        return true
    }

    private static func status(_ bytes: RawSpan, at offset: Int) -> Int? {
        var status = 0
        for position in offset..<(offset &+ 3) {
            guard bytes.byte(position).isDigit else { return nil }
            status = status &* 10 &+ Int(bytes.byte(position) & 0x0F)
        }
        // RFC 9110 §15: outside of this range the status is invalid.
        return (100...599).contains(status) ? status : nil
    }

    @inline(__always)
    private mutating func readField(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        var position = lineStart
        guard position < bytes.byteCount else { return false }
        if bytes.byte(position) == UInt8(ascii: "\r") {
            return try readEnd(bytes)
        }
        guard let field = try FieldLine.read(bytes, at: &position) else { return false }
        guard position <= limits.bytes else { throw .headTooLarge }
        guard fields.count < limits.fieldCount else { throw .tooManyFields }
        fields.append(field)
        if field.kind != .other { try absorb(field, bytes) }
        lineStart = position
        return true
    }

    private mutating func readEnd(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        guard lineStart &+ 2 <= bytes.byteCount else { return false }
        guard bytes.hasLineEnd(at: lineStart) else { throw .lineEnding }
        guard lineStart &+ 2 <= limits.bytes else { throw .headTooLarge }
        head.fieldsEnd = lineStart
        head.headLength = lineStart &+ 2
        stage = .whole
        return false
    }
}

// MARK: - What the fields mean

extension ResponseHeadParser {
    private mutating func absorb(_ field: FieldSlice, _ bytes: RawSpan) throws(MessageRefusal) {
        let isFirst = !head.kinds.contains(field.kind)
        head.kinds.insert(field.kind)
        switch field.kind {
        case .contentLength:
            guard isFirst, let length = FieldValue.contentLength(bytes, field.value) else { throw .contentLength }
            contentLength = length
        case .transferEncoding:
            guard isFirst else { throw .transferEncoding }
            try FieldValue.checkTransferEncoding(bytes, field.value)
        default:
            break
        }
    }

    private mutating func finish(_ bytes: RawSpan, toHead isToHead: Bool) throws(MessageRefusal) {
        var options = HopByHopHeaders.Options()
        if head.kinds.contains(.connection) {
            options = try HopByHopHeaders.options(in: bytes, fields: &fields)
            head.hasNominations = options.hasNominations
        }
        head.framing = try framing(toHead: isToHead)
        // RFC 9112 §9.3: persistence is the default of HTTP/1.1 and an option of HTTP/1.0.
        head.isKeepAlive = !options.closes && (head.version == .http11 || options.keepsAlive)
        if head.framing == .untilClose || head.status == 101 { head.isKeepAlive = false }
    }

    /// RFC 9112 §6.3, in its order.
    private func framing(toHead isToHead: Bool) throws(MessageRefusal) -> BodyFraming {
        let hasLength = head.kinds.contains(.contentLength)
        let isChunked = head.kinds.contains(.transferEncoding)
        // Whatever they frame: two answers to where a message ends are none.
        guard !(hasLength && isChunked) else { throw .conflictingFraming }
        guard !isChunked || head.version == .http11 else { throw .transferEncoding }
        if isToHead || head.status < 200 || head.status == 204 || head.status == 304 { return .none }
        if isChunked { return .chunked }
        return hasLength ? .length(contentLength) : .untilClose
    }
}
