/// Reads a request line strictly (RFC 9112 §3).
struct RequestLine {
    var method = RequestMethod.other
    var methodRange = ByteRange.empty
    var targetForm = RequestHead.TargetForm.origin
    /// Of an absolute form.
    var authority = ByteRange.empty
    var path = ByteRange.empty
    var query = ByteRange.empty
    var version = HTTPVersion.http11
    /// Past the line's CRLF.
    var end = 0

    private static let maximumMethodLength = 32
    private static let schemeEnd: StaticString = "://"

    /// Reads the line that starts at an offset; nil if it is not whole yet.
    static func read(_ bytes: RawSpan, from start: Int, limits: HeadLimits) throws(MessageRefusal) -> RequestLine? {
        var line = RequestLine()
        guard let targetStart = try line.readMethod(bytes, from: start) else { return nil }
        guard let targetEnd = try line.readTarget(bytes, from: targetStart) else { return nil }
        guard targetEnd &- targetStart <= limits.targetBytes else { throw .targetTooLong }
        guard try line.readVersion(bytes, from: targetEnd &+ 1) else { return nil }
        return line
    }

    private mutating func readMethod(_ bytes: RawSpan, from start: Int) throws(MessageRefusal) -> Int? {
        var position = start
        while position < bytes.byteCount, ASCIISet.token.contains(bytes.byte(position)) { position &+= 1 }
        guard position < bytes.byteCount else { return nil }
        guard bytes.byte(position) == UInt8(ascii: " "), position > start else { throw .requestLine }
        guard position &- start <= Self.maximumMethodLength else { throw .method }
        methodRange = ByteRange(start, position)
        method = try Self.method(bytes, methodRange)
        return position &+ 1
    }

    /// RFC 9110 §9.1: methods are case-sensitive; §9.3.6, §9.3.8: CONNECT and TRACE are not for a gate.
    private static func method(_ bytes: RawSpan, _ range: ByteRange) throws(MessageRefusal) -> RequestMethod {
        switch range.count {
        case 3:
            if bytes.equals(range, "GET") { return .get }
            if bytes.equals(range, "PUT") { return .put }
        case 4:
            if bytes.equals(range, "POST") { return .post }
            if bytes.equals(range, "HEAD") { return .head }
        case 5:
            if bytes.equals(range, "PATCH") { return .patch }
            if bytes.equals(range, "TRACE") { throw .method }
        case 6:
            if bytes.equals(range, "DELETE") { return .delete }
        case 7:
            if bytes.equals(range, "OPTIONS") { return .options }
            if bytes.equals(range, "CONNECT") { throw .method }
        default:
            break
        }
        // To an upstream that reads `get` as GET, policy would have decided about another request.
        for index in range.range where bytes.byte(index).isLowercase { throw .method }
        return .other
    }

    /// Reads the target up to the space after it.
    private mutating func readTarget(_ bytes: RawSpan, from start: Int) throws(MessageRefusal) -> Int? {
        guard start < bytes.byteCount else { return nil }
        var pathStart = start
        switch bytes.byte(start) {
        case UInt8(ascii: "/"):
            break
        case UInt8(ascii: "*"):
            return try readAsterisk(bytes, from: start)
        default:
            guard let end = try readAuthority(bytes, from: start) else { return nil }
            pathStart = end
        }
        let pathEnd = bytes.endOfTargetPart(from: pathStart, orAt: UInt8(ascii: "?"))
        var end = pathEnd
        if pathEnd < bytes.byteCount, bytes.byte(pathEnd) == UInt8(ascii: "?") {
            end = bytes.endOfTargetPart(from: pathEnd, orAt: UInt8(ascii: "#"))
        }
        guard end < bytes.byteCount else { return nil }
        guard bytes.byte(end) == UInt8(ascii: " ") else { throw Self.refusal(ofTargetByte: bytes.byte(end)) }
        path = ByteRange(pathStart, pathEnd)
        query = ByteRange(pathEnd, end)
        return end
    }

    /// RFC 9112 §3.2.4: the asterisk form is for OPTIONS alone.
    private mutating func readAsterisk(_ bytes: RawSpan, from start: Int) throws(MessageRefusal) -> Int? {
        guard start &+ 1 < bytes.byteCount else { return nil }
        guard bytes.byte(start &+ 1) == UInt8(ascii: " ") else { throw .target }
        guard method == .options else { throw .asteriskForm }
        targetForm = .asterisk
        path = ByteRange(start, start &+ 1)
        return start &+ 1
    }

    /// Reads `http://authority` of an absolute form (RFC 9112 §3.2.2) and answers where the path starts.
    private mutating func readAuthority(_ bytes: RawSpan, from start: Int) throws(MessageRefusal) -> Int? {
        var position = start
        while position < bytes.byteCount, ASCIISet.alphanumeric.contains(bytes.byte(position)) { position &+= 1 }
        guard position < bytes.byteCount else { return nil }
        let scheme = ByteRange(start, position)
        guard bytes.equalsIgnoringCase(scheme, "http") || bytes.equalsIgnoringCase(scheme, "https") else {
            throw .target
        }
        // One byte after the other: a line that is over here must be refused as it is when more follows.
        for offset in 0..<Self.schemeEnd.utf8CodeUnitCount {
            guard position < bytes.byteCount else { return nil }
            guard bytes.byte(position) == Self.schemeEnd.utf8Start[offset] else { throw .target }
            position &+= 1
        }
        let authorityStart = position
        while position < bytes.byteCount, !Self.endsAuthority(bytes.byte(position)) { position &+= 1 }
        guard position < bytes.byteCount else { return nil }
        authority = ByteRange(authorityStart, position)
        targetForm = .absolute
        return position
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte < 0x21
    }

    private static func refusal(ofTargetByte byte: UInt8) -> MessageRefusal {
        // `GET /` CRLF is HTTP/0.9, not a target that is wrong.
        byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") ? .requestLine : .target
    }

    /// Reads `HTTP/1.x` and the line's end.
    private mutating func readVersion(_ bytes: RawSpan, from start: Int) throws(MessageRefusal) -> Bool {
        guard start &+ 10 <= bytes.byteCount else { return false }
        guard bytes.hasLineEnd(at: start &+ 8), let version = try HTTPVersion.read(bytes, at: start) else {
            throw .requestLine
        }
        self.version = version
        end = start &+ 10
        return true
    }
}
