/// A set of ASCII characters in two machine words: membership is a shift and a mask.
struct ASCIISet {
    private let low: UInt64
    private let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte & 0x40 == 0 ? low : high
        return byte < 0x80 && (word &>> UInt64(byte & 0x3F)) & 1 == 1
    }

    /// `tchar` (RFC 9110 §5.6.2).
    static let token = ASCIISet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    /// Letters and digits.
    static let alphanumeric = ASCIISet(low: 0x03FF_0000_0000_0000, high: 0x07FF_FFFE_07FF_FFFE)
    /// What nearly every field name is made of: letters, digits and `-`.
    static let plainName = ASCIISet(low: 0x03FF_2000_0000_0000, high: 0x07FF_FFFE_07FF_FFFE)
    /// What a registered name may contain here: letters, digits, `-`, `.` and `_`.
    static let host = ASCIISet(low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE)
    /// What an IPv6 address may contain: hexadecimal digits, `:` and `.`.
    static let addressLiteral = ASCIISet(low: 0x07FF_4000_0000_0000, high: 0x0000_007E_0000_007E)
    /// Lowercase hexadecimal digits.
    static let lowercaseHex = ASCIISet(low: 0x03FF_0000_0000_0000, high: 0x0000_007E_0000_0000)
}

extension UInt8 {
    /// The lowercase form of an ASCII letter, any other byte as it is.
    @inline(__always)
    var asciiLowercased: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }

    /// SP or HTAB (RFC 9110 §5.6.3).
    @inline(__always)
    var isWhitespace: Bool { self == 0x20 || self == 0x09 }

    var isLowercase: Bool { self &- UInt8(ascii: "a") < 26 }

    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }
}
