/// Bounds-checked reads and word-at-a-time searches over the bytes of a message.
extension RawSpan {
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes, the first one lowest.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether CR and LF stand at an offset; both must exist.
    @inline(__always)
    func hasLineEnd(at offset: Int) -> Bool {
        UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)) == 0x0A0D
    }

    /// The offset of the first byte of a value, or nil.
    func firstOffset(of value: UInt8, from start: Int) -> Int? {
        firstOffset(of: value, from: start, to: byteCount)
    }

    /// The offset of the first byte of a value before an end, or nil.
    func firstOffset(of value: UInt8, from start: Int, to end: Int) -> Int? {
        let pattern = UInt64(value) &* Self.ones
        var offset = start
        while offset &+ 8 <= end {
            let hits = Self.zeroBytes(word(offset) ^ pattern)
            if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        while offset < end {
            if byte(offset) == value { return offset }
            offset &+= 1
        }
        return nil
    }

    /// The offset of the first byte that may not be in a field value (RFC 9110 §5.5), or the end of the bytes.
    @inline(__always)
    func endOfFieldContent(from start: Int) -> Int {
        var offset = start
        while true {
            offset = endOfPrintable(from: offset)
            guard offset < byteCount, byte(offset) == 0x09 else { return offset }
            offset &+= 1
        }
    }

    /// The offset of the first control character, HTAB among them, or the end of the bytes.
    @inline(__always)
    private func endOfPrintable(from start: Int) -> Int {
        var offset = start
        // Long values, tokens above all, are mostly free of what is looked for.
        while offset &+ 32 <= byteCount {
            let hits =
                Self.controls(word(offset)) | Self.controls(word(offset &+ 8))
                | Self.controls(word(offset &+ 16)) | Self.controls(word(offset &+ 24))
            guard hits == 0 else { break }
            offset &+= 32
        }
        while offset &+ 8 <= byteCount {
            let hits = Self.controls(word(offset))
            if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        while offset < byteCount {
            let value = byte(offset)
            if value < 0x20 || value == 0x7F { return offset }
            offset &+= 1
        }
        return offset
    }

    /// The offset of the first byte that ends a part of a request target, or the end of the bytes.
    ///
    /// Those are controls, SP, DEL and `#`, and one more: `?` ends a path.
    @inline(__always)
    func endOfTargetPart(from start: Int, orAt delimiter: UInt8) -> Int {
        var offset = start
        while offset &+ 8 <= byteCount {
            let bytes = word(offset)
            var hits = Self.bytes(bytes, below: 0x21) | Self.zeroBytes(bytes ^ (0x7F &* Self.ones))
            hits |= Self.zeroBytes(bytes ^ (0x23 &* Self.ones))
            hits |= Self.zeroBytes(bytes ^ (UInt64(delimiter) &* Self.ones))
            if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        while offset < byteCount {
            let value = byte(offset)
            if value < 0x21 || value == 0x7F || value == 0x23 || value == delimiter { return offset }
            offset &+= 1
        }
        return offset
    }

    // Each of these flags the high bit of every byte it looks for. A borrow can flag a byte above a true hit as well, so
    // only the lowest flag counts.

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    @inline(__always)
    private static func bytes(_ word: UInt64, below limit: UInt8) -> UInt64 {
        (word &- UInt64(limit) &* ones) & ~word & (0x80 &* ones)
    }

    /// Controls below SP, and DEL.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        bytes(word, below: 0x20) | zeroBytes(word ^ (0x7F &* ones))
    }

    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & (0x80 &* ones)
    }
}
