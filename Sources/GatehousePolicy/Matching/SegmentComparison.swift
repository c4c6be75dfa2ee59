/// Compares literals with the octets of a canonical path segment.
///
/// `%XX` in a path is one octet, so that `%21` and `!` are the same to a template, as they are to an upstream.
enum SegmentComparison {
    /// Orders a literal against the segment `path[start..<end]`: negative when the literal comes first, 0 when equal.
    static func order(
        _ literal: Span<UInt8>,
        _ range: Range<Int>,
        against path: Span<UInt8>,
        from start: Int,
        to end: Int,
        isFolded: Bool
    ) -> Int {
        var index = range.lowerBound
        var position = start
        while position < end {
            let (octet, next) = octet(of: path, at: position, end: end)
            guard index < range.upperBound else { return -1 }
            let difference = Int(literal[index]) - Int(isFolded ? folded(octet) : octet)
            if difference != 0 { return difference }
            index += 1
            position = next
        }
        return index < range.upperBound ? 1 : 0
    }

    /// An octet of a canonical path, decoded, and the position after it.
    @inline(__always)
    static func octet(of path: Span<UInt8>, at position: Int, end: Int) -> (octet: UInt8, next: Int) {
        let byte = path[position]
        guard byte == UInt8(ascii: "%"), position + 2 < end,
            let high = Hexadecimal.value(of: path[position + 1]),
            let low = Hexadecimal.value(of: path[position + 2])
        else { return (byte, position + 1) }
        return (high << 4 | low, position + 3)
    }

    /// The octet with the case of ASCII letters taken away.
    @inline(__always)
    static func folded(_ octet: UInt8) -> UInt8 {
        isUppercase(octet) ? octet | 0x20 : octet
    }

    /// Says whether the octet is an uppercase ASCII letter.
    @inline(__always)
    static func isUppercase(_ octet: UInt8) -> Bool {
        octet &- UInt8(ascii: "A") < 26
    }

    /// Says whether a canonical path has an uppercase letter outside of `%XX`.
    static func hasUppercase(_ path: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var position = start
        while position < end {
            let byte = path[position]
            if isUppercase(byte) { return true }
            position += byte == UInt8(ascii: "%") ? 3 : 1
        }
        return false
    }
}
