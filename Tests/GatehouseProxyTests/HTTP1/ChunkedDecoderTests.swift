import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §7.1: chunked bodies")
struct ChunkedDecoderTests {
    @Test(arguments: [
        ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"), ("3;x=y\r\nabc\r\n2\r\nde\r\n00;z\r\n\r\n", "abcde"),
        ("A\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n0\r\n\r\n"), ("2\r\n\r\n\r\n000\r\n\r\n", "\r\n"),
    ])
    func aBodyIsTakenApartHoweverItComes(text: String, data: String) throws {
        let bytes = text.octets + "GET / HTTP/1.1".octets
        var expected = DecodedChunks(data: data.octets, trailers: [], isComplete: true, left: 14)
        #expect(try DecodedChunks.decode(bytes) == expected)
        #expect(try DecodedChunks.decode(bytes, cutAt: Array(bytes.indices)) == expected)
        for cut in bytes.indices {
            #expect(try DecodedChunks.decode(bytes, cutAt: [cut]) == expected, "cut at \(cut)")
        }
        let unfinished = Array(text.octets.dropLast())
        expected.isComplete = false
        #expect(try DecodedChunks.decode(unfinished).isComplete == false)
    }

    static let refused = [
        RefusedMessage("no size", "\r\nabc\r\n", .chunkSize),
        RefusedMessage("a space after the size", "3 \r\nabc\r\n0\r\n\r\n", .chunkSize),
        RefusedMessage("a size ended by LF", "3\nabc\r\n0\r\n\r\n", .chunkSize),
        RefusedMessage("an overflow", "10000000000000003\r\nabc\r\n", .chunkSize),
        RefusedMessage("a second size that is bad", "1\r\na\r\nx\r\n", .chunkSize),
        RefusedMessage("a control in an extension", "3;\u{1}\r\nabc\r\n", .chunkExtension),
        RefusedMessage("data longer than its size", "3\r\nabcd\r\n0\r\n\r\n", .chunkEnd),
        RefusedMessage("data ended by LF", "3\r\nabc\n0\r\n\r\n", .chunkEnd),
        RefusedMessage("data ended by CR", "3\r\nabc\r0\r\n\r\n", .chunkEnd),
        RefusedMessage("data ended by two LF", "3\r\nabc\n\n0\r\n\r\n", .chunkEnd),
        RefusedMessage("a bare LF as the end", "0\r\n\n", .lineEnding),
        RefusedMessage("a bare CR as the end", "0\r\n\rx\n", .fieldName),
        RefusedMessage("a trailer ended by LF", "0\r\nA: b\n\r\n", .lineEnding),
        RefusedMessage("a bare CR in a trailer", "0\r\nA: b\rc\r\n\r\n", .lineEnding),
        RefusedMessage("a NUL in a trailer", "0\r\nA: b\u{0}\r\n\r\n", .fieldValue),
        RefusedMessage("a trailer without colon", "0\r\nAbc\r\n\r\n", .fieldName),
        RefusedMessage("a space before a trailer's colon", "0\r\nA : b\r\n\r\n", .fieldName),
        RefusedMessage("a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", .foldedField),
    ]

    @Test(arguments: refused)
    func aBadBodyIsRefusedHoweverItComes(_ message: RefusedMessage) {
        let bytes = message.bytes + "0\r\n\r\n".octets
        #expect(throws: message.refusal) { try DecodedChunks.decode(bytes) }
        #expect(throws: message.refusal) { try DecodedChunks.decode(bytes, cutAt: Array(bytes.indices)) }
    }

    @Test func aSizeLineWithoutEndIsRefused() throws {
        let line = "1;".octets + [UInt8](repeating: UInt8(ascii: "x"), count: 1_022)
        #expect(try DecodedChunks.decode(Array(line.dropLast())) == DecodedChunks(left: 1_023))
        #expect(throws: MessageRefusal.chunkExtension) { try DecodedChunks.decode(line) }
        #expect(throws: MessageRefusal.chunkExtension) { try DecodedChunks.decode(line + "\r\nx\r\n".octets) }
        #expect(throws: MessageRefusal.chunkExtension) { try DecodedChunks.decode(line, cutAt: Array(line.indices)) }
    }

    /// Long extensions on tiny chunks would have us read much for little; on large ones nobody is hurt.
    @Test func extensionsAreBoundedByTheDataThatTheyComeWith() throws {
        let line = ";" + String(repeating: "x", count: 500) + "\r\n"
        let tiny = String(repeating: "1\(line)a\r\n", count: 200)
        #expect(throws: MessageRefusal.chunkExtension) { try DecodedChunks.decode(tiny.octets) }
        let honest = String(repeating: "400\(line)" + String(repeating: "a", count: 1_024) + "\r\n", count: 200)
        #expect(try DecodedChunks.decode(honest.octets).data.count == 200 * 1_024)
        let bytewise = String(repeating: "1\r\na\r\n", count: 20_000)
        #expect(try DecodedChunks.decode(bytewise.octets).data.count == 20_000)
    }

    @Test func aChunkMayBeLargerThanMemory() throws {
        let decoded = try DecodedChunks.decode("fffffffffffffff\r\nabc".octets)
        #expect(decoded == DecodedChunks(data: "abc".octets))
    }

    @Test func trailersAreBounded() throws {
        let limits = HeadLimits(bytes: 64, fieldCount: 3)
        let longest = "0\r\nA: " + String(repeating: "a", count: 58) + "\r\n\r\n"
        #expect(throws: MessageRefusal.trailers) { try DecodedChunks.decode(longest.octets, limits: limits) }
        let fitting = "0\r\nA: " + String(repeating: "a", count: 57) + "\r\n"
        #expect(try DecodedChunks.decode(fitting.octets, limits: limits).isComplete == false)
        let whole = "0\r\nA: " + String(repeating: "a", count: 57) + "\r\n\r\n"
        #expect(try DecodedChunks.decode(whole.octets, limits: limits).isComplete)
        let endless = "0\r\nA: " + String(repeating: "a", count: 62)
        #expect(throws: MessageRefusal.trailers) { try DecodedChunks.decode(endless.octets, limits: limits) }
        let many = "0\r\nA:1\r\nB:2\r\nC:3\r\n"
        #expect(try DecodedChunks.decode((many + "\r\n").octets, limits: limits).isComplete)
        #expect(throws: MessageRefusal.trailers) { try DecodedChunks.decode((many + "D:4\r\n").octets, limits: limits) }
    }
}
