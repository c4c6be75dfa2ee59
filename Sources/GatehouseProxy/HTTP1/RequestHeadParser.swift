import NIOCore

/// Reads request heads strictly by RFC 9112, one after the other, into storage that it keeps.
struct RequestHeadParser {
    private enum Stage {
        case start
        case requestLine
        case fields
        case whole
    }

    /// The last whole head.
    private(set) var head = RequestHead()
    /// The field lines of `head`, in order.
    private(set) var fields: [FieldSlice] = []
    /// The length of the empty line that may come before a request line.
    private static let emptyLine = 2

    private let limits: HeadLimits
    private var stage = Stage.start
    /// Where the line that is not read yet starts.
    private var lineStart = 0
    private var contentLength: Int64 = 0
    /// The authority of an absolute-form target.
    private var targetAuthority = ByteRange.empty

    init(limits: HeadLimits = HeadLimits()) {
        self.limits = limits
        fields.reserveCapacity(32)
    }

    /// Reads a head from its start; true once it is whole and described by `head` and `fields`.
    ///
    /// Nothing but `scanned` is remembered between two calls, so one parser serves all connections of a loop. A head that
    /// trickles in is read again when a line was completed, which the number of fields bounds; `head` and `fields` hold
    /// until the next call.
    ///
    /// - Parameters:
    ///   - buffer: All bytes received since the end of the last message; its readable part begins with this head.
    ///   - scanned: 0 for a new head, else what the last call left there; the bytes before it must not change.
    /// - Returns: Whether the head is whole; if not, call again with more bytes.
    /// - Throws: What is wrong with it: the connection cannot be used any further.
    mutating func parse(_ buffer: ByteBuffer, resumeFrom scanned: inout Int) throws(MessageRefusal) -> Bool {
        let bytes = buffer.readableBytesSpan
        begin()
        if scanned > Self.emptyLine, bytes.firstOffset(of: UInt8(ascii: "\n"), from: scanned) == nil {
            // Only a line's end brings news, once the request line's first byte is known.
            guard bytes.byteCount > limits.bytes else {
                scanned = bytes.byteCount
                return false
            }
        }
        do {
            if try readLines(bytes) { return true }
        } catch {
            try judge(error, in: bytes)
        }
        if bytes.byteCount > limits.bytes { throw tooLarge }
        if stage != .fields, bytes.byteCount > lineStart { try checkFirstByte(bytes) }
        scanned = bytes.byteCount
        return false
    }

    /// The names in `Connection`, lowercased with `-` for `_`: the request's trailers lose these fields as well.
    func nominations(in buffer: ByteBuffer) -> [[UInt8]] {
        head.hasNominations ? HopByHopHeaders.nominations(in: buffer.readableBytesSpan, fields: fields) : []
    }

    private mutating func begin() {
        head = RequestHead()
        fields.removeAll(keepingCapacity: true)
        stage = .start
        lineStart = 0
    }

    private mutating func readLines(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        if stage == .start {
            guard try skipEmptyLine(bytes) else { return false }
        }
        if stage == .requestLine {
            guard try readRequestLine(bytes) else { return false }
        }
        while try readField(bytes) {}
        return stage == .whole
    }

    /// Throws what is wrong with the current line once the line is whole, so that a refusal never depends on timing.
    private func judge(_ refusal: MessageRefusal, in bytes: RawSpan) throws(MessageRefusal) {
        if stage != .fields { try checkFirstByte(bytes) }
        guard let lineFeed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: lineStart) else { return }
        throw lineFeed < limits.bytes ? refusal : tooLarge
    }

    /// Refuses at once what cannot become a request, such as a TLS handshake sent to a plaintext port.
    private func checkFirstByte(_ bytes: RawSpan) throws(MessageRefusal) {
        let first = bytes.byte(lineStart)
        guard ASCIISet.token.contains(first) || (lineStart == 0 && first == UInt8(ascii: "\r")) else {
            throw .requestLine
        }
    }

    private var tooLarge: MessageRefusal { stage == .fields ? .headTooLarge : .targetTooLong }

    /// RFC 9112 §2.2: one empty line before the request line is ignored.
    private mutating func skipEmptyLine(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        guard bytes.byteCount >= 1 else { return false }
        if bytes.byte(0) == UInt8(ascii: "\r") {
            guard bytes.byteCount >= 2 else { return false }
            guard bytes.hasLineEnd(at: 0) else { throw .requestLine }
            lineStart = 2
        }
        stage = .requestLine
        return true
    }

    private mutating func readRequestLine(_ bytes: RawSpan) throws(MessageRefusal) -> Bool {
        guard let line = try RequestLine.read(bytes, from: lineStart, limits: limits) else {
            // A line that is over before it had all its parts.
            guard bytes.firstOffset(of: UInt8(ascii: "\n"), from: lineStart) == nil else { throw .requestLine }
            return false
        }
        guard line.end <= limits.bytes else { throw tooLarge }
        head.method = line.method
        head.methodRange = line.methodRange
        head.targetForm = line.targetForm
        head.path = line.path
        head.query = line.query
        head.version = line.version
        head.fieldsStart = line.end
        targetAuthority = line.authority
        lineStart = line.end
        stage = .fields
        return true
    }

    /// Reads one field line or the end of the head; false when there is nothing more to read.
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
        try finish(bytes)
        stage = .whole
        return false
    }
}

// MARK: - What the fields mean

extension RequestHeadParser {
    /// Takes in a field that has a meaning for the gate.
    private mutating func absorb(_ field: FieldSlice, _ bytes: RawSpan) throws(MessageRefusal) {
        let isFirst = !head.kinds.contains(field.kind)
        head.kinds.insert(field.kind)
        switch field.kind {
        case .host:
            // RFC 9112 §3.2: more than one Host, or a bad one, is answered 400.
            guard isFirst else { throw .duplicateHost }
            guard RequestAuthority.isValid(bytes, field.value) else { throw .host }
            head.authority = field.value
        case .contentLength:
            // RFC 9112 §6.3 allows equal duplicates to be merged; two lengths are a smuggler's tool, so none are.
            guard isFirst, let length = FieldValue.contentLength(bytes, field.value) else { throw .contentLength }
            contentLength = length
        case .transferEncoding:
            guard isFirst else { throw .transferEncoding }
            try FieldValue.checkTransferEncoding(bytes, field.value)
        case .te:
            if FieldValue.list(bytes, field.value, contains: "trailers") { head.acceptsTrailers = true }
        case .expect:
            head.expectsContinue = FieldValue.equals(bytes, field.value, "100-continue")
        case .contentType:
            // Each call is a POST.
            if head.method == .post, FieldValue.isGRPC(bytes, field.value) { head.isGRPC = true }
        case .authorization:
            if isFirst { head.authorization = field.value }
            head.authorizationCount += 1
        case .serviceWorker:
            if FieldValue.equals(bytes, field.value, "script") { head.isServiceWorkerScript = true }
        case .requestID:
            let isUsable = isFirst && FieldValue.isVisible(bytes, field.value, maximumLength: 128)
            head.requestID = isUsable ? field.value : .empty
        default:
            break
        }
    }

    /// Judges the head as a whole.
    private mutating func finish(_ bytes: RawSpan) throws(MessageRefusal) {
        guard head.kinds.contains(.host) else { throw .missingHost }
        if head.targetForm == .absolute {
            // RFC 9112 §3.2.2: they must be the same; a request that means two hosts is nobody's.
            guard bytes.equalsIgnoringCase(targetAuthority, head.authority) else { throw .hostMismatch }
        }
        try decideFraming()
        if head.kinds.contains(.connection) {
            let options = try HopByHopHeaders.options(in: bytes, fields: &fields)
            head.isKeepAlive = !options.closes
            head.hasNominations = options.hasNominations
        }
        if head.version == .http10 {
            head.isKeepAlive = false
            head.expectsContinue = false
            head.acceptsTrailers = false
        }
    }

    private mutating func decideFraming() throws(MessageRefusal) {
        let hasLength = head.kinds.contains(.contentLength)
        if head.kinds.contains(.transferEncoding) {
            // RFC 9112 §6.1: both at once ought to be handled as an error; HTTP/1.0 knows no transfer codings.
            guard !hasLength else { throw .conflictingFraming }
            guard head.version == .http11 else { throw .transferEncoding }
            head.framing = .chunked
        } else if hasLength {
            head.framing = .length(contentLength)
        }
    }
}
