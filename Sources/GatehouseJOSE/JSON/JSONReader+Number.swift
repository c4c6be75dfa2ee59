extension JSONReader {
    /// Reads a number by the grammar of RFC 8259 §6.
    mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONRefusal) -> JSONValue {
        let start = position
        let isNegative = try peek(bytes) == UInt8(ascii: "-")
        if isNegative {
            position += 1
        }
        let integer = try readIntegerPart(bytes, isNegative: isNegative)
        let hasFraction = skip(UInt8(ascii: "."), bytes)
        if hasFraction {
            try skipDigits(bytes)
        }
        let hasExponent = skip(UInt8(ascii: "e"), bytes) || skip(UInt8(ascii: "E"), bytes)
        if hasExponent {
            _ = skip(UInt8(ascii: "+"), bytes) || skip(UInt8(ascii: "-"), bytes)
            try skipDigits(bytes)
        }
        guard hasFraction || hasExponent else {
            guard let integer else { throw .numberOutOfRange }
            return .integer(integer)
        }
        return .number(try Self.double(bytes.extracting(start..<position)))
    }

    /// Reads the digits before a fraction; nil if 64 bits cannot hold them.
    private mutating func readIntegerPart(_ bytes: Span<UInt8>, isNegative: Bool) throws(JSONRefusal) -> Int64? {
        let start = position
        var value: Int64? = 0
        while position < bytes.count, Self.isDigit(bytes[position]) {
            let digit = Int64(bytes[position] - UInt8(ascii: "0"))
            value = value.flatMap { Self.appending(isNegative ? -digit : digit, to: $0) }
            position += 1
        }
        guard position > start else {
            throw position < bytes.count ? .unexpectedByte : .unexpectedEnd
        }
        // RFC 8259 §6: leading zeros are not allowed.
        guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else { throw .unexpectedByte }
        return value
    }

    private static func appending(_ digit: Int64, to value: Int64) -> Int64? {
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        let (sum, overflowInSum) = shifted.addingReportingOverflow(digit)
        return overflowInSum ? nil : sum
    }

    private static func double(_ bytes: Span<UInt8>) throws(JSONRefusal) -> Double {
        var text = ""
        for index in bytes.indices {
            text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
        }
        guard let value = Double(text), value.isFinite else { throw .numberOutOfRange }
        return value
    }

    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Steps over at least one digit.
    private mutating func skipDigits(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) {
            position += 1
        }
        guard position > start else {
            throw position < bytes.count ? .unexpectedByte : .unexpectedEnd
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
