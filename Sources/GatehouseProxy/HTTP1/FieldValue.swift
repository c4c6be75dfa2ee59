/// Reads the values of the few fields that frame and steer a message.
enum FieldValue {
    /// Whether a value is exactly this, whatever the case; the text is lowercase.
    static func equals(_ bytes: RawSpan, _ value: ByteRange, _ lowercase: StaticString) -> Bool {
        bytes.equalsIgnoringCase(value, lowercase)
    }

    /// A length (RFC 9110 §8.6): digits alone, within 63 bits.
    static func contentLength(_ bytes: RawSpan, _ value: ByteRange) -> Int64? {
        guard (1...19).contains(value.count) else { return nil }
        var length: Int64 = 0
        for offset in value.range {
            let digit = bytes.byte(offset)
            guard digit.isDigit else { return nil }
            let (shifted, overflowsProduct) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowsSum) = shifted.addingReportingOverflow(Int64(digit & 0x0F))
            guard !overflowsProduct, !overflowsSum else { return nil }
            length = sum
        }
        return length
    }

    /// Accepts exactly `chunked`.
    ///
    /// RFC 9112 §6.1, §6.3: a coding not understood before a final `chunked` is 501, anything else has no known end.
    static func checkTransferEncoding(_ bytes: RawSpan, _ value: ByteRange) throws(MessageRefusal) {
        if bytes.equalsIgnoringCase(value, "chunked") { return }
        var position = value.lowerBound
        var isLastChunked = false
        var count = 0
        var chunkedCount = 0
        while position <= value.upperBound {
            let end = bytes.endOfMember(from: position, in: value)
            isLastChunked = bytes.equalsIgnoringCase(bytes.trimmed(ByteRange(position, end)), "chunked")
            count += 1
            chunkedCount += isLastChunked ? 1 : 0
            position = end &+ 1
        }
        throw isLastChunked && chunkedCount == 1 && count > 1 ? .transferCoding : .transferEncoding
    }

    /// Whether a comma-separated list has a member, whatever its case; the text is lowercase.
    static func list(_ bytes: RawSpan, _ value: ByteRange, contains lowercase: StaticString) -> Bool {
        var position = value.lowerBound
        while position < value.upperBound {
            let end = bytes.endOfMember(from: position, in: value)
            if bytes.equalsIgnoringCase(bytes.trimmed(ByteRange(position, end)), lowercase) { return true }
            position = end &+ 1
        }
        return false
    }

    /// Whether a content type is one of gRPC, whose calls end with a status of their own; gRPC-Web is another protocol.
    static func isGRPC(_ bytes: RawSpan, _ value: ByteRange) -> Bool {
        let type = "application/grpc" as StaticString
        guard bytes.startsIgnoringCase(value, type) else { return false }
        guard value.count > type.utf8CodeUnitCount else { return true }
        let next = bytes.byte(value.lowerBound + type.utf8CodeUnitCount)
        return next == UInt8(ascii: "+") || next == UInt8(ascii: ";") || next.isWhitespace
    }

    /// Whether a value is one to so many visible ASCII characters.
    static func isVisible(_ bytes: RawSpan, _ value: ByteRange, maximumLength: Int) -> Bool {
        guard (1...maximumLength).contains(value.count) else { return false }
        for offset in value.range where !(0x21...0x7E).contains(bytes.byte(offset)) { return false }
        return true
    }
}
