/// The protocol versions that clients speak.
enum HTTPVersion: UInt8, Equatable {
    case http10
    case http11
    /// Never read from a head: the heads that the parser gets from HTTP/2 are written in HTTP/1.1.
    case http2

    /// Reads the eight bytes of a version (RFC 9112 §2.3), or nil if they are none.
    ///
    /// - Throws: `version` for another one than 1.0 and 1.1.
    @inline(__always)
    static func read(_ bytes: RawSpan, at offset: Int) throws(MessageRefusal) -> HTTPVersion? {
        // "HTTP/1.1" and "HTTP/1.0" as words whose first byte is the lowest.
        switch bytes.word(offset) {
        case 0x312E_312F_5054_5448: return .http11
        case 0x302E_312F_5054_5448: return .http10
        default: return try other(bytes, at: offset)
        }
    }

    private static func other(_ bytes: RawSpan, at offset: Int) throws(MessageRefusal) -> HTTPVersion? {
        guard bytes.equals(ByteRange(offset, offset + 5), "HTTP/"), bytes.byte(offset + 5).isDigit,
            bytes.byte(offset + 6) == UInt8(ascii: "."), bytes.byte(offset + 7).isDigit
        else { return nil }
        throw .version
    }
}
