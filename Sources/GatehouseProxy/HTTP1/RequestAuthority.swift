/// Checks the host that a request names (RFC 9110 §7.2, RFC 3986 §3.2.2).
enum RequestAuthority {
    /// Whether a range is a host with an optional port.
    ///
    /// Stricter than the grammar: no user information, no percent-encoding, no sub-delimiters, no zone, no empty port.
    static func isValid(_ bytes: RawSpan, _ range: ByteRange) -> Bool {
        guard !range.isEmpty, range.count <= 261 else { return false }
        var position = range.lowerBound
        let end = range.upperBound
        if bytes.byte(position) == UInt8(ascii: "[") {
            position &+= 1
            let start = position
            while position < end, ASCIISet.addressLiteral.contains(bytes.byte(position)) { position &+= 1 }
            guard position &- start >= 2, position < end, bytes.byte(position) == UInt8(ascii: "]") else {
                return false
            }
            position &+= 1
        } else {
            while position < end, ASCIISet.host.contains(bytes.byte(position)) { position &+= 1 }
            guard position > range.lowerBound else { return false }
        }
        return position == end || isPort(bytes, from: position, to: end)
    }

    private static func isPort(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard bytes.byte(start) == UInt8(ascii: ":"), (2...6).contains(end - start) else { return false }
        var port = 0
        for offset in (start + 1)..<end {
            guard bytes.byte(offset).isDigit else { return false }
            port = port * 10 + Int(bytes.byte(offset) - UInt8(ascii: "0"))
        }
        return port <= 65_535
    }
}
