import NIOCore

/// Appends to memory of known size; what does not fit is a programmer's error and traps.
struct HeadCursor {
    private let base: UnsafeMutableRawPointer
    private let capacity: Int
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer, base: UnsafeMutableRawPointer) {
        self.base = base
        self.capacity = memory.count
    }

    @inline(__always)
    private mutating func reserve(_ size: Int) -> UnsafeMutableRawPointer {
        precondition(size <= capacity &- count, "a head is larger than its bound")
        let start = base + count
        count &+= size
        return start
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    }

    /// Appends a part of a message.
    @inline(__always)
    mutating func append(_ source: UnsafeRawBufferPointer, from start: Int, to end: Int) {
        guard start < end else { return }
        append(UnsafeRawBufferPointer(rebasing: source[start..<end]))
    }

    @inline(__always)
    mutating func append(_ source: UnsafeRawBufferPointer, _ range: ByteRange) {
        append(source, from: range.lowerBound, to: range.upperBound)
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8], from start: Int) {
        bytes.withUnsafeBytes { append($0, from: start, to: $0.count) }
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        let size = text.utf8CodeUnitCount
        reserve(size).copyMemory(from: text.utf8Start, byteCount: size)
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    @inline(__always)
    mutating func append(byte: UInt8) {
        reserve(1).storeBytes(of: byte, as: UInt8.self)
    }

    /// Appends sixteen lowercase hexadecimal digits.
    @inline(__always)
    mutating func appendHex(_ value: UInt64) {
        appendHexHalf(UInt32(truncatingIfNeeded: value &>> 32))
        appendHexHalf(UInt32(truncatingIfNeeded: value))
    }

    /// Appends eight digits at once: one nibble a byte, then letters where a nibble is over nine.
    @inline(__always)
    private mutating func appendHexHalf(_ value: UInt32) {
        var nibbles = UInt64(value)
        nibbles = (nibbles | nibbles &<< 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles &<< 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles &<< 4) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = ((nibbles &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
        let digits = nibbles &+ 0x3030_3030_3030_3030 &+ isLetter &* 0x27
        reserve(8).storeBytes(of: digits.bigEndian, as: UInt64.self)
    }

    mutating func appendDecimal(_ value: Int64) {
        precondition(value >= 0, "a length is not negative")
        var divisor: Int64 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(byte: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

extension ByteBuffer {
    /// Appends through a cursor, for which so many bytes are made room.
    @inline(__always)
    mutating func writeHead(maximumLength: Int, _ body: (inout HeadCursor) -> Void) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: maximumLength) { memory in
            guard let base = memory.baseAddress else { return 0 }
            var cursor = HeadCursor(memory, base: base)
            body(&cursor)
            return cursor.count
        }
    }
}
