extension String {
    /// Says whether two texts are the same bytes; `==` would also accept canonically equivalent ones.
    package func hasSameBytes(as other: String) -> Bool {
        // Most comparisons end here, and counting the bytes of a text costs nothing.
        guard utf8.count == other.utf8.count else { return false }
        let answer = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                left.span.hasSameBytes(as: right.span)
            }
        }
        return (answer ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// Says whether this text consists of exactly these bytes.
    package func hasSameBytes(as bytes: Span<UInt8>) -> Bool {
        guard utf8.count == bytes.count else { return false }
        return utf8Span.span.hasSameBytes(as: bytes)
    }
}

extension Span<UInt8> {
    /// Says whether two runs of bytes are the same; it looks at all of them, which is quicker than to stop early.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in indices {
            difference |= self[index] ^ other[index]
        }
        return difference == 0
    }
}
