/// Keeps the gate's own cookies from applications: `gatehouse-*` and `__Host-gatehouse-*`.
enum CookieFilter {
    /// Whether a `Cookie` value has a cookie of ours.
    static func hasOwnCookie(_ bytes: RawSpan, _ value: ByteRange) -> Bool {
        var position = value.lowerBound
        while position < value.upperBound {
            let end = endOfPair(bytes, from: position, in: value)
            if isOwn(bytes, ByteRange(position, end)) { return true }
            position = end &+ 1
        }
        return false
    }

    /// Appends the whole `Cookie` line without our cookies, the others byte for byte; nothing if none is left.
    static func append(
        _ bytes: RawSpan,
        _ value: ByteRange,
        source: UnsafeRawBufferPointer,
        to cursor: inout HeadCursor
    ) {
        var isEmpty = true
        var position = value.lowerBound
        while position < value.upperBound {
            let end = endOfPair(bytes, from: position, in: value)
            let pair = ByteRange(position, end)
            position = end &+ 1
            guard !isOwn(bytes, pair) else { continue }
            if isEmpty {
                let first = bytes.trimmed(pair)
                guard !first.isEmpty else { continue }
                cursor.append("Cookie: ")
                cursor.append(source, first)
                isEmpty = false
            } else {
                cursor.append(byte: UInt8(ascii: ";"))
                cursor.append(source, pair)
            }
        }
        if !isEmpty { cursor.append("\r\n") }
    }

    /// Whether a `Set-Cookie` value sets a cookie of ours.
    ///
    /// RFC 6265bis §5.6: `=gatehouse-x=v` is a cookie without a name, which browsers send back as `gatehouse-x=v`.
    static func setsOwnCookie(_ bytes: RawSpan, _ value: ByteRange) -> Bool {
        var start = value.lowerBound
        while start < value.upperBound, bytes.byte(start) == UInt8(ascii: "=") || bytes.byte(start).isWhitespace {
            start &+= 1
        }
        return isOwn(bytes, ByteRange(start, value.upperBound))
    }

    private static func endOfPair(_ bytes: RawSpan, from start: Int, in value: ByteRange) -> Int {
        bytes.firstOffset(of: UInt8(ascii: ";"), from: start, to: value.upperBound) ?? value.upperBound
    }

    /// Whether a pair is named like ours; the case of letters does not matter, so that no variant gets by.
    private static func isOwn(_ bytes: RawSpan, _ pair: ByteRange) -> Bool {
        let name = bytes.trimmed(pair)
        return bytes.startsIgnoringCase(name, "gatehouse-") || bytes.startsIgnoringCase(name, "__host-gatehouse-")
    }
}
