import NIOCore

/// Reads one PROXY header, a byte at a time, and not a byte more (The PROXY protocol, versions 1 and 2, §2).
///
/// The first byte tells the versions apart. Whatever cannot become a header any more is refused at that byte.
struct ProxyHeaderReader {
    /// The longest line of version 1 with its end, in bytes (§2.1).
    static let longestLine = 107
    /// The longest header of version 2 that is taken, in bytes; it may have up to 65,551.
    static let longestHeader = 4_096

    private static let word = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    private var bytes: [UInt8] = []

    /// Takes bytes up to the end of the header; nil as long as it is not whole.
    mutating func read(_ buffer: inout ByteBuffer) throws(ProxyHeaderProblem) -> ProxyHeader? {
        while let byte = buffer.readInteger(as: UInt8.self) {
            if let header = try take(byte) { return header }
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) throws(ProxyHeaderProblem) -> ProxyHeader? {
        bytes.append(byte)
        return bytes[0] == Self.word[0] ? try line(byte) : try header(byte)
    }

    private func line(_ byte: UInt8) throws(ProxyHeaderProblem) -> ProxyHeader? {
        if bytes.count <= Self.word.count {
            guard byte == Self.word[bytes.count - 1] else { throw .signature }
            return nil
        }
        let followsReturn = bytes[bytes.count - 2] == 0x0D
        guard (byte == 0x0A) == followsReturn else { throw .line }
        if byte == 0x0A { return try ProxyLine.parse(bytes[Self.word.count..<(bytes.count - 2)]) }
        guard bytes.count < Self.longestLine else { throw .length }
        return nil
    }

    private func header(_ byte: UInt8) throws(ProxyHeaderProblem) -> ProxyHeader? {
        switch bytes.count - 1 {
        case let index where index < Self.signature.count:
            guard byte == Self.signature[index] else { throw .signature }
            return nil
        case 12:
            guard byte >> 4 == 2 else { throw .version }
            guard byte & 0x0F <= 1 else { throw .command }
            return nil
        case 13, 14: return nil
        default: break
        }
        let length = ProxyBlock.headLength + Int(bytes[14]) << 8 + Int(bytes[15])
        if bytes.count == ProxyBlock.headLength {
            guard length <= Self.longestHeader else { throw .length }
        }
        return bytes.count == length ? try ProxyBlock.parse(bytes) : nil
    }
}
