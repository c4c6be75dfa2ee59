/// Follows the frames of one direction of a WebSocket, without a look into what they carry (RFC 6455 §5.2).
///
/// The meaning of payloads (UTF-8 in text, codes in Close) is left to the two ends.
struct WebSocketFrameScanner {
    /// What was found in some bytes.
    struct Scan: Equatable {
        /// How many of them may pass; what stays is the start of a header that is not whole.
        var passed: Int
        var end: End
    }

    /// Why the scan went no further.
    enum End: Equatable {
        /// There are no more bytes.
        case more
        /// A frame is over, and it was asked to stop there.
        case frameEnd
        /// A Close is over: nothing may follow it (RFC 6455 §5.5.1).
        case closed
        /// The next frame breaks the rules; nothing of it may pass.
        case violation(WebSocketViolation)
    }

    /// The longest header: two bytes, a length of eight and a mask of four.
    static let maximumHeaderLength = 14

    private enum Opcode {
        static let continuation: UInt8 = 0x0
        static let binary: UInt8 = 0x2
        static let close: UInt8 = 0x8
        static let pong: UInt8 = 0xA
    }

    /// RFC 6455 §5.1: a client masks every frame, a server none.
    private let isMasked: Bool
    /// Whether an extension was agreed upon that may give the reserved bits a meaning (RFC 6455 §5.8).
    private let allowsReservedBits: Bool
    /// Payload bytes of the frame under way that are still to come.
    private var remaining: UInt64 = 0
    /// Whether a frame is under way whose header has passed.
    private(set) var isInFrame = false
    private var isCloseFrame = false
    /// Whether a message is under way whose last fragment has not begun.
    private var isInMessage = false
    /// Whether a Close has passed.
    private(set) var hasClosed = false

    init(isMasked: Bool, allowsReservedBits: Bool) {
        self.isMasked = isMasked
        self.allowsReservedBits = allowsReservedBits
    }

    /// Looks at the next bytes; what did not pass has to be given again, with more behind it.
    mutating func scan(_ bytes: RawSpan, stopsAtFrameEnd: Bool = false) -> Scan {
        var offset = 0
        while true {
            if isInFrame {
                let count = min(remaining, UInt64(bytes.byteCount - offset))
                remaining -= count
                offset += Int(count)
                guard remaining == 0 else { return Scan(passed: offset, end: .more) }
                isInFrame = false
                if isCloseFrame { hasClosed = true }
            }
            if hasClosed { return Scan(passed: offset, end: .closed) }
            if stopsAtFrameEnd { return Scan(passed: offset, end: .frameEnd) }
            do throws(WebSocketViolation) {
                guard let length = try readHeader(bytes, at: offset) else { return Scan(passed: offset, end: .more) }
                offset += length
            } catch {
                return Scan(passed: offset, end: .violation(error))
            }
        }
    }

    /// Begins the frame whose header is at an offset, and says how long the header is; nil if it is not whole.
    private mutating func readHeader(_ bytes: RawSpan, at offset: Int) throws(WebSocketViolation) -> Int? {
        guard offset + 2 <= bytes.byteCount else { return nil }
        let first = bytes.byte(offset)
        let second = bytes.byte(offset + 1)
        let isFinal = first & 0x80 != 0
        let opcode = first & 0x0F
        let short = second & 0x7F
        guard first & 0x70 == 0 || allowsReservedBits else { throw .reservedBits }
        guard (second & 0x80 != 0) == isMasked else { throw .mask }
        try check(opcode, isFinal: isFinal, short: short)
        let extended = short == 127 ? 8 : short == 126 ? 2 : 0
        let length = 2 + extended + (isMasked ? 4 : 0)
        guard offset + length <= bytes.byteCount else { return nil }
        remaining = try Self.payloadLength(short, bytes, at: offset + 2, size: extended)
        isInFrame = true
        isCloseFrame = opcode == Opcode.close
        if opcode < Opcode.close { isInMessage = !isFinal }
        return length
    }

    private func check(_ opcode: UInt8, isFinal: Bool, short: UInt8) throws(WebSocketViolation) {
        switch opcode {
        case Opcode.continuation:
            guard isInMessage else { throw .fragmentation }
        case Opcode.continuation + 1...Opcode.binary:
            // RFC 6455 §5.4: fragments of one message do not mix with those of another.
            guard !isInMessage else { throw .fragmentation }
        case Opcode.close...Opcode.pong:
            // RFC 6455 §5.5: 125 bytes at most, and never in fragments.
            guard isFinal, short <= 125 else { throw .controlFrame }
            // RFC 6455 §5.5.1: a code takes two bytes.
            guard opcode != Opcode.close || short != 1 else { throw .controlFrame }
        default:
            throw .opcode
        }
    }

    /// RFC 6455 §5.2: the shortest form alone, and never more than 63 bits.
    private static func payloadLength(
        _ short: UInt8,
        _ bytes: RawSpan,
        at offset: Int,
        size: Int
    ) throws(WebSocketViolation) -> UInt64 {
        guard size > 0 else { return UInt64(short) }
        var length: UInt64 = 0
        for position in offset..<offset + size { length = length &<< 8 | UInt64(bytes.byte(position)) }
        guard length >= (size == 2 ? 126 : 65_536), length <= UInt64(Int64.max) else { throw .length }
        return length
    }
}
