/// Classes of the octets of a path (RFC 3986 §2.2, §2.3, §3.3).
enum PathOctets {
    /// Unreserved, sub-delimiters but `;`, `:`, `@` and `/`: stays as it is and means nothing else.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        let word: UInt64 = byte & 0x40 == 0 ? 0x27FF_FFD2_0000_0000 : 0x47FF_FFFE_87FF_FFFF
        return byte < 0x80 && (word &>> UInt64(byte & 0x3F)) & 1 == 1
    }

    /// Letters, digits, `-`, `.`, `_` and `~`: never percent-encoded in canonical form.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        let word: UInt64 = byte & 0x40 == 0 ? 0x03FF_6000_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 0x80 && (word &>> UInt64(byte & 0x3F)) & 1 == 1
    }

    static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F
    }
}
