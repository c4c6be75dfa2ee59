/// Continues or begins a trace (W3C Trace Context §3.2).
enum TraceContext {
    /// Whether a value is a `traceparent` that can be continued.
    ///
    /// A higher version is read as far as version 00 goes (§4.3); `ff`, zero ids and uppercase digits are invalid.
    static func isValid(_ bytes: RawSpan, _ value: ByteRange) -> Bool {
        let start = value.lowerBound
        guard value.count >= 55, isHex(bytes, start, 2), isHex(bytes, start + 3, 32), isHex(bytes, start + 36, 16),
            isHex(bytes, start + 53, 2), isDash(bytes, start + 2), isDash(bytes, start + 35), isDash(bytes, start + 52),
            !isAll(bytes, start + 3, 32, UInt8(ascii: "0")), !isAll(bytes, start + 36, 16, UInt8(ascii: "0"))
        else { return false }
        if isAll(bytes, start, 2, UInt8(ascii: "0")) { return value.count == 55 }
        guard !isAll(bytes, start, 2, UInt8(ascii: "f")) else { return false }
        return value.count == 55 || isDash(bytes, start + 55)
    }

    /// Appends the whole line: the trace id of a valid value or a new one, a new parent id, and the flags.
    static func append(
        continuing value: ByteRange?,
        in source: UnsafeRawBufferPointer,
        traceID: RequestIdentifier,
        spanID: UInt64,
        to cursor: inout HeadCursor
    ) {
        cursor.append("traceparent: 00-")
        if let value {
            cursor.append(source, from: value.lowerBound + 3, to: value.lowerBound + 35)
        } else {
            cursor.appendHex(traceID.high)
            cursor.appendHex(traceID.low)
        }
        cursor.append(byte: UInt8(ascii: "-"))
        cursor.appendHex(spanID)
        cursor.append(byte: UInt8(ascii: "-"))
        if let value {
            cursor.append(source, from: value.lowerBound + 53, to: value.lowerBound + 55)
        } else {
            cursor.append("00")
        }
        cursor.append("\r\n")
    }

    private static func isHex(_ bytes: RawSpan, _ start: Int, _ count: Int) -> Bool {
        for offset in start..<(start + count) where !ASCIISet.lowercaseHex.contains(bytes.byte(offset)) { return false }
        return true
    }

    private static func isAll(_ bytes: RawSpan, _ start: Int, _ count: Int, _ value: UInt8) -> Bool {
        for offset in start..<(start + count) where bytes.byte(offset) != value { return false }
        return true
    }

    private static func isDash(_ bytes: RawSpan, _ offset: Int) -> Bool {
        bytes.byte(offset) == UInt8(ascii: "-")
    }
}
