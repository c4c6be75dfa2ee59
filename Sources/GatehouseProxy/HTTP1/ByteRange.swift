import NIOCore

/// Names bytes of a message by their offsets from the first readable byte of the buffer that was parsed.
struct ByteRange: Equatable {
    private(set) var start: UInt32
    private(set) var end: UInt32

    static let empty = ByteRange(0, 0)

    /// Offsets fit: a head is bounded long before 4 GiB.
    @inline(__always)
    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    var lowerBound: Int { Int(start) }
    var upperBound: Int { Int(end) }
    var count: Int { Int(end) - Int(start) }
    var isEmpty: Bool { start == end }
    var range: Range<Int> { Int(start)..<Int(end) }
}

extension ByteBuffer {
    /// The bytes of a range that a parser gave for this buffer, copied into an array.
    func bytes(of range: ByteRange) -> [UInt8] {
        getBytes(at: readerIndex + range.lowerBound, length: range.count) ?? []
    }

    /// The text of a range that a parser gave for this buffer; for records, never for decisions.
    func text(of range: ByteRange) -> String {
        getString(at: readerIndex + range.lowerBound, length: range.count) ?? ""
    }
}
