import NIOCore

@testable import GatehouseProxy

/// A request head with the bytes from which it was read.
struct ParsedRequest {
    let head: RequestHead
    let fields: [FieldSlice]
    let buffer: ByteBuffer
    let nominations: [[UInt8]]

    /// Parses bytes that come in pieces; nil if they are not a whole head.
    static func parse(
        _ bytes: [UInt8],
        cutAt cuts: [Int] = [],
        limits: HeadLimits = HeadLimits()
    ) throws(MessageRefusal) -> ParsedRequest? {
        var parser = RequestHeadParser(limits: limits)
        // What was read before stands in front of every head but the first of a connection.
        var buffer = ByteBuffer(string: "before\n")
        buffer.moveReaderIndex(to: buffer.writerIndex)
        var scanned = 0
        for piece in bytes.pieces(cutAt: cuts) {
            buffer.writeBytes(piece)
            guard try parser.parse(buffer, resumeFrom: &scanned) else { continue }
            return ParsedRequest(
                head: parser.head,
                fields: parser.fields,
                buffer: buffer,
                nominations: parser.nominations(in: buffer)
            )
        }
        return nil
    }

    static func parse(_ text: String) throws(MessageRefusal) -> ParsedRequest? {
        try parse(text.octets)
    }

    static func outcome(
        _ bytes: [UInt8],
        cutAt cuts: [Int] = [],
        limits: HeadLimits = HeadLimits()
    ) -> MessageOutcome {
        do throws(MessageRefusal) {
            guard let request = try parse(bytes, cutAt: cuts, limits: limits) else { return .incomplete }
            return .accepted("\(request.head) \(request.fields)")
        } catch {
            return .refused(error)
        }
    }

    func text(_ range: ByteRange) -> String {
        String(octets: buffer.bytes(of: range))
    }

    /// The names and values of the field lines.
    var fieldTexts: [String] {
        fields.map { "\(text($0.name))=\(text($0.value))" }
    }
}
