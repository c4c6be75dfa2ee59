import NIOCore
import NIOHPACK

/// Makes header blocks of HTTP/2 from heads of HTTP/1 that the gate has written itself.
enum HeaderBlockWriter {
    /// The block of the response at the front of a buffer, whose head is taken off: what is left is its body.
    ///
    /// Nil if no whole head is there, which only a writer's mistake can bring about.
    static func takeResponse(_ buffer: inout ByteBuffer) -> HPACKHeaders? {
        guard let (block, length) = response(buffer) else { return nil }
        buffer.moveReaderIndex(forwardBy: length)
        return block
    }

    /// The block that opens a WebSocket, of the head of a 101 at the front of a buffer (RFC 8441 §5).
    static func takeOpening(_ buffer: inout ByteBuffer) -> HPACKHeaders? {
        guard let switching = takeResponse(&buffer) else { return nil }
        var block = HPACKHeaders()
        block.reserveCapacity(switching.count)
        block.add(name: ":status", value: "200")
        for (name, value, indexing) in switching where name != ":status" && name != "sec-websocket-accept" {
            block.add(name: name, value: value, indexing: indexing)
        }
        return block
    }

    private static func response(_ buffer: ByteBuffer) -> (HPACKHeaders, length: Int)? {
        let bytes = buffer.readableBytesSpan
        guard bytes.byteCount > 12, let lineEnd = bytes.firstOffset(of: UInt8(ascii: "\n"), from: 12) else {
            return nil
        }
        var block = HPACKHeaders()
        block.reserveCapacity(16)
        block.add(name: ":status", value: text(bytes, ByteRange(9, 12)))
        guard let end = addFields(bytes, from: lineEnd + 1, to: &block) else { return nil }
        return (block, end)
    }

    /// The block of the request whose head a buffer holds; what follows the head is left alone.
    static func request(_ buffer: ByteBuffer, scheme: String) -> HPACKHeaders? {
        let bytes = buffer.readableBytesSpan
        guard let methodEnd = bytes.firstOffset(of: UInt8(ascii: " "), from: 0),
            let targetEnd = bytes.firstOffset(of: UInt8(ascii: " "), from: methodEnd + 1),
            let lineEnd = bytes.firstOffset(of: UInt8(ascii: "\n"), from: targetEnd)
        else { return nil }
        var fields = HPACKHeaders()
        guard addFields(bytes, from: lineEnd + 1, to: &fields) != nil else { return nil }
        var block = HPACKHeaders()
        block.reserveCapacity(fields.count + 4)
        block.add(name: ":method", value: text(bytes, ByteRange(0, methodEnd)))
        block.add(name: ":scheme", value: scheme)
        block.add(name: ":path", value: text(bytes, ByteRange(methodEnd + 1, targetEnd)), indexing: .nonIndexable)
        // HTTP/1.0 needs no host, and neither does HTTP/2 (RFC 9113 §8.3.1).
        if let authority = fields.first(name: "host") { block.add(name: ":authority", value: authority) }
        for (name, value, indexing) in fields where name != "host" {
            block.add(name: name, value: value, indexing: indexing)
        }
        return block
    }

    /// The block of trailer lines, each with its CRLF.
    static func trailers(_ lines: [UInt8]) -> HPACKHeaders {
        var block = HPACKHeaders()
        _ = addFields(lines.span.bytes, from: 0, to: &block)
        return block
    }

    /// More than a block takes when it is encoded.
    ///
    /// Every field's text is Huffman-coded, in which letters and digits take at most eight bits, other visible ASCII
    /// characters nineteen, and all others thirty (RFC 7541, appendix B).
    static func maximumEncodedLength(_ block: HPACKHeaders) -> Int {
        var bits = 0
        for (name, value, _) in block {
            bits += 128 + 16 * name.utf8.count
            for byte in value.utf8 {
                bits += ASCIISet.alphanumeric.contains(byte) ? 8 : (0x20..<0x7F).contains(byte) ? 19 : 30
            }
        }
        return bits / 8
    }

    /// The bytes of a head that fits into one frame whatever they are: one that is no UTF-8 becomes two, of thirty bits.
    static let alwaysFitting = 2_000

    /// Adds the lines up to an empty one, and answers where the next byte stands; nil if they end before.
    private static func addFields(_ bytes: RawSpan, from start: Int, to block: inout HPACKHeaders) -> Int? {
        var position = start
        while position < bytes.byteCount {
            guard let lineFeed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: position) else { return nil }
            guard lineFeed > position + 1 else { return lineFeed + 1 }
            addField(bytes, from: position, to: lineFeed - 1, block: &block)
            position = lineFeed + 1
        }
        return nil
    }

    private static func addField(_ bytes: RawSpan, from start: Int, to end: Int, block: inout HPACKHeaders) {
        guard let colon = bytes.firstOffset(of: UInt8(ascii: ":"), from: start, to: end), colon > start else { return }
        let kind = FieldKind.classify(bytes, at: start, count: colon - start)
        let value = bytes.trimmed(ByteRange(colon + 1, end))
        switch kind {
        case .connection, .transferEncoding, .upgrade, .hopByHop: return
        case .te where !bytes.equalsIgnoringCase(value, "trailers"): return
        default: break
        }
        block.add(
            name: lowercased(bytes, ByteRange(start, colon)),
            value: text(bytes, value),
            indexing: indexing(kind)
        )
    }

    /// What is secret, or never comes twice, is not put into the table of fields (RFC 7541 §7.1).
    private static func indexing(_ kind: FieldKind) -> HPACKIndexing {
        switch kind {
        case .authorization, .cookie, .setCookie, .dpop: .neverIndexed
        case .requestID, .traceParent, .contentLength: .nonIndexable
        default: .indexable
        }
    }

    private static func lowercased(_ bytes: RawSpan, _ name: ByteRange) -> String {
        String(unsafeUninitializedCapacity: name.count) { memory in
            for offset in 0..<name.count {
                memory.initializeElement(at: offset, to: bytes.byte(name.lowerBound + offset).asciiLowercased)
            }
            return name.count
        }
    }

    /// A value: UTF-8 as it is, anything else byte by byte as ISO 8859-1 (RFC 9110 §5.5), because only text can be sent.
    private static func text(_ bytes: RawSpan, _ value: ByteRange) -> String {
        bytes.withUnsafeBytes { all in
            let part = UnsafeRawBufferPointer(rebasing: all[value.range])
            if let text = String(validating: part, as: UTF8.self) { return text }
            var scalars = String.UnicodeScalarView()
            for byte in part { scalars.append(Unicode.Scalar(byte)) }
            return String(scalars)
        }
    }
}
