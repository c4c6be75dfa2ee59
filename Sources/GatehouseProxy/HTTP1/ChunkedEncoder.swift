import NIOCore

/// Writes a chunked body (RFC 9112 §7.1).
enum ChunkedEncoder {
    /// Writes `SIZE CRLF` before a chunk's data; nothing may be written for an empty chunk.
    static func writeHead(size: Int, into output: inout ByteBuffer) {
        precondition(size > 0, "an empty chunk ends a body")
        let digits = (Int.bitWidth - size.leadingZeroBitCount + 3) / 4
        for index in stride(from: digits - 1, through: 0, by: -1) {
            let nibble = UInt8(truncatingIfNeeded: size &>> (index &* 4)) & 0x0F
            output.writeInteger(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
        }
        writeTail(into: &output)
    }

    /// Writes the CRLF after a chunk's data.
    static func writeTail(into output: inout ByteBuffer) {
        output.writeInteger(0x0D0A, as: UInt16.self)
    }

    /// Writes one whole chunk with a copy of its data; an empty one writes nothing.
    static func write(_ data: ByteBuffer, into output: inout ByteBuffer) {
        guard data.readableBytes > 0 else { return }
        output.reserveCapacity(minimumWritableBytes: data.readableBytes + 20)
        writeHead(size: data.readableBytes, into: &output)
        output.writeImmutableBuffer(data)
        writeTail(into: &output)
    }

    /// Writes the last chunk, the trailer lines that the decoder let through, and the final CRLF.
    static func writeEnd(trailers: [UInt8] = [], into output: inout ByteBuffer) {
        output.writeStaticString("0\r\n")
        if !trailers.isEmpty { output.writeBytes(trailers) }
        writeTail(into: &output)
    }
}
