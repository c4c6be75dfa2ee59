import NIOCore

@testable import GatehouseProxy

/// A response head with the bytes from which it was read.
struct ParsedResponse {
    let head: ResponseHead
    let fields: [FieldSlice]
    let buffer: ByteBuffer

    /// Parses bytes that come in pieces; nil if they are not a whole head.
    static func parse(
        _ bytes: [UInt8],
        toHead isToHead: Bool = false,
        cutAt cuts: [Int] = [],
        limits: HeadLimits = HeadLimits()
    ) throws(MessageRefusal) -> ParsedResponse? {
        var parser = ResponseHeadParser(limits: limits)
        var buffer = ByteBuffer(string: "before\n")
        buffer.moveReaderIndex(to: buffer.writerIndex)
        var scanned = 0
        for piece in bytes.pieces(cutAt: cuts) {
            buffer.writeBytes(piece)
            guard try parser.parse(buffer, resumeFrom: &scanned, toHead: isToHead) else { continue }
            return ParsedResponse(head: parser.head, fields: parser.fields, buffer: buffer)
        }
        return nil
    }

    static func outcome(
        _ bytes: [UInt8],
        cutAt cuts: [Int] = [],
        limits: HeadLimits = HeadLimits()
    ) -> MessageOutcome {
        do throws(MessageRefusal) {
            guard let response = try parse(bytes, cutAt: cuts, limits: limits) else { return .incomplete }
            return .accepted("\(response.head) \(response.fields)")
        } catch {
            return .refused(error)
        }
    }

    func text(_ range: ByteRange) -> String {
        String(octets: buffer.bytes(of: range))
    }
}
