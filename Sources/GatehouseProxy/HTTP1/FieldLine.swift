/// Reads one field line strictly (RFC 9112 §5).
enum FieldLine {
    /// The longest field name.
    static let maximumNameLength = 256

    /// Reads the line that starts at an offset and moves the offset past its CRLF; nil if the line is not whole yet.
    ///
    /// The caller has made sure that the line is not the empty one.
    @inline(__always)
    static func read(_ bytes: RawSpan, at offset: inout Int) throws(MessageRefusal) -> FieldSlice? {
        let start = offset
        var hasPlainName = true
        var position = start
        while position < bytes.byteCount {
            let byte = bytes.byte(position)
            if !ASCIISet.plainName.contains(byte) {
                guard ASCIISet.token.contains(byte) else { break }
                hasPlainName = false
            }
            position &+= 1
        }
        guard position < bytes.byteCount else { return nil }
        let nameLength = position &- start
        // RFC 9112 §5.1: no whitespace between name and colon; §5.2: no line folding.
        guard bytes.byte(position) == UInt8(ascii: ":"), nameLength > 0, nameLength <= maximumNameLength else {
            throw refusalOfName(bytes, at: start, endingAt: position)
        }
        position &+= 1
        while position < bytes.byteCount, bytes.byte(position).isWhitespace { position &+= 1 }
        let valueStart = position
        position = bytes.endOfFieldContent(from: position)
        guard position &+ 1 < bytes.byteCount else { return try incomplete(bytes, at: position) }
        guard bytes.hasLineEnd(at: position) else { throw refusalOfValue(bytes.byte(position)) }
        var valueEnd = position
        while valueEnd > valueStart, bytes.byte(valueEnd &- 1).isWhitespace { valueEnd &-= 1 }
        offset = position &+ 2
        var kind = FieldKind.classify(bytes, at: start, count: nameLength)
        if !hasPlainName, kind != .other, kind != .identity { kind = .lookalike }
        return FieldSlice(
            start: UInt32(truncatingIfNeeded: start),
            valueStart: UInt32(truncatingIfNeeded: valueStart),
            valueEnd: UInt32(truncatingIfNeeded: valueEnd),
            nameLength: UInt16(truncatingIfNeeded: nameLength),
            kind: kind,
            isNominated: false
        )
    }

    /// The bytes ended at an offset, or one byte after it: nothing is wrong unless that byte cannot begin a line end.
    private static func incomplete(_ bytes: RawSpan, at offset: Int) throws(MessageRefusal) -> FieldSlice? {
        guard offset < bytes.byteCount, bytes.byte(offset) != UInt8(ascii: "\r") else { return nil }
        throw refusalOfValue(bytes.byte(offset))
    }

    private static func refusalOfName(_ bytes: RawSpan, at start: Int, endingAt end: Int) -> MessageRefusal {
        if start == end, bytes.byte(start).isWhitespace { return .foldedField }
        return bytes.byte(end) == UInt8(ascii: "\n") ? .lineEnding : .fieldName
    }

    private static func refusalOfValue(_ byte: UInt8) -> MessageRefusal {
        // RFC 9112 §2.2: a bare LF is no line end, a bare CR is no whitespace.
        byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") ? .lineEnding : .fieldValue
    }
}
