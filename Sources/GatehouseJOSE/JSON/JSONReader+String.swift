extension JSONReader {
    /// Reads a string, from its opening to its closing quotation mark.
    mutating func readString(_ bytes: Span<UInt8>) throws(JSONRefusal) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try Self.text(bytes.extracting(start..<position))
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try readEscapedString(bytes, from: start)
            case 0..<0x20:
                // RFC 8259 §7: control characters must be escaped.
                throw .unexpectedByte
            default:
                position += 1
            }
        }
        throw .unexpectedEnd
    }

    private static func text(_ bytes: Span<UInt8>) throws(JSONRefusal) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw .invalidUTF8
        }
    }

    /// Reads on from the first escape; `start` is the first byte of the string.
    private mutating func readEscapedString(_ bytes: Span<UInt8>, from start: Int) throws(JSONRefusal) -> String {
        var unescaped: [UInt8] = []
        for index in start..<position {
            unescaped.append(bytes[index])
        }
        while true {
            let byte = try next(bytes)
            switch byte {
            case UInt8(ascii: "\""): return try Self.text(unescaped.span)
            case UInt8(ascii: "\\"): try readEscape(bytes, into: &unescaped)
            case 0..<0x20: throw .unexpectedByte
            default: unescaped.append(byte)
            }
        }
    }

    private mutating func readEscape(_ bytes: Span<UInt8>, into unescaped: inout [UInt8]) throws(JSONRefusal) {
        switch try next(bytes) {
        case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: Unicode.UTF8.bytes(of: try readScalar(bytes)))
        default: throw .invalidEscape
        }
    }

    /// Reads the rest of `\uXXXX`, or of a pair of them (RFC 8259 §7).
    private mutating func readScalar(_ bytes: Span<UInt8>) throws(JSONRefusal) -> Unicode.Scalar {
        let unit = try readHexadecimal(bytes)
        if let scalar = Unicode.Scalar(unit) {
            return scalar
        }
        guard unit < 0xDC00 else { throw .loneSurrogate }
        guard
            try next(bytes) == UInt8(ascii: "\\"),
            try next(bytes) == UInt8(ascii: "u")
        else { throw .loneSurrogate }
        let low = try readHexadecimal(bytes)
        guard
            (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw .loneSurrogate }
        return scalar
    }

    private mutating func readHexadecimal(_ bytes: Span<UInt8>) throws(JSONRefusal) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try next(bytes)
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw .invalidEscape
            }
        }
        return value
    }
}

extension Unicode.UTF8 {
    fileprivate static func bytes(of scalar: Unicode.Scalar) -> [UInt8] {
        Array(String(scalar).utf8)
    }
}
