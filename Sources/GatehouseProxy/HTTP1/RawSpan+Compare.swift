/// Comparisons of message bytes with fixed names.
extension RawSpan {
    /// Whether a range has exactly these bytes.
    @inline(__always)
    func equals(_ range: ByteRange, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount {
            guard byte(range.lowerBound &+ offset) == text.utf8Start[offset] else { return false }
        }
        return true
    }

    /// Whether a range has these bytes, whatever the case of letters; the text is lowercase.
    @inline(__always)
    func equalsIgnoringCase(_ range: ByteRange, _ lowercase: StaticString) -> Bool {
        range.count == lowercase.utf8CodeUnitCount && startsIgnoringCase(range, lowercase)
    }

    /// Whether a range starts with these bytes, whatever the case of letters; the text is lowercase.
    @inline(__always)
    func startsIgnoringCase(_ range: ByteRange, _ lowercase: StaticString) -> Bool {
        guard range.count >= lowercase.utf8CodeUnitCount else { return false }
        for offset in 0..<lowercase.utf8CodeUnitCount {
            let byte = byte(range.lowerBound &+ offset).asciiLowercased
            guard byte == lowercase.utf8Start[offset] else { return false }
        }
        return true
    }

    /// Whether two ranges have the same bytes, whatever the case of letters.
    func equalsIgnoringCase(_ range: ByteRange, _ other: ByteRange) -> Bool {
        guard range.count == other.count else { return false }
        for offset in 0..<range.count {
            let left = byte(range.lowerBound &+ offset).asciiLowercased
            guard left == byte(other.lowerBound &+ offset).asciiLowercased else { return false }
        }
        return true
    }

    /// The range without SP and HTAB at its ends.
    func trimmed(_ range: ByteRange) -> ByteRange {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, byte(start).isWhitespace { start &+= 1 }
        while end > start, byte(end &- 1).isWhitespace { end &-= 1 }
        return ByteRange(start, end)
    }

    /// The end of the list member that starts at an offset: the next comma, or the end of the range.
    @inline(__always)
    func endOfMember(from start: Int, in range: ByteRange, separator: UInt8 = UInt8(ascii: ",")) -> Int {
        var position = start
        while position < range.upperBound, byte(position) != separator { position &+= 1 }
        return position
    }
}
