/// Reads the line before a chunk's data (RFC 9112 §7.1, §7.1.1).
struct ChunkSizeLine {
    /// The number of data bytes; 0 for the last chunk.
    let size: Int64
    /// The length of the line with its CRLF.
    let length: Int

    /// Reads the line at the front; nil if it is not whole yet, then `scanned` says how much was looked through.
    ///
    /// Extensions are checked for control characters, then ignored (RFC 9112 §7.1.1).
    static func read(
        _ bytes: RawSpan,
        maximumLength: Int,
        from scanned: inout Int
    ) throws(MessageRefusal) -> ChunkSizeLine? {
        guard let lineFeed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: scanned) else {
            guard bytes.byteCount < maximumLength else { throw .chunkExtension }
            scanned = bytes.byteCount
            return nil
        }
        guard lineFeed < maximumLength else { throw .chunkExtension }
        guard lineFeed > 0, bytes.byte(lineFeed - 1) == UInt8(ascii: "\r") else { throw .chunkSize }
        let end = lineFeed - 1
        var position = 0
        var size: Int64 = 0
        while position < end, let digit = hexValue(bytes.byte(position)) {
            // Fifteen digits fit in 63 bits; more have no use but to overflow somebody.
            guard position < 15 else { throw .chunkSize }
            size = size << 4 | Int64(digit)
            position += 1
        }
        guard position > 0 else { throw .chunkSize }
        if position < end { try checkExtension(bytes, from: position, to: end) }
        return ChunkSizeLine(size: size, length: lineFeed + 1)
    }

    private static func checkExtension(_ bytes: RawSpan, from start: Int, to end: Int) throws(MessageRefusal) {
        // The grammar allows whitespace before `;` only as a bad habit (BWS); a number followed by space is refused.
        guard bytes.byte(start) == UInt8(ascii: ";") else { throw .chunkSize }
        guard bytes.endOfFieldContent(from: start) == end else { throw .chunkExtension }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
