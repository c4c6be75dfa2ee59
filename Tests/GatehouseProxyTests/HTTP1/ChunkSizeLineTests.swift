import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §7.1: the line before a chunk")
struct ChunkSizeLineTests {
    private func read(_ text: String, maximumLength: Int = 64) throws(MessageRefusal) -> ChunkSizeLine? {
        var scanned = 0
        let buffer = ByteBuffer(bytes: text.octets)
        return try ChunkSizeLine.read(buffer.readableBytesSpan, maximumLength: maximumLength, from: &scanned)
    }

    @Test(arguments: [
        ("0\r\n", 0), ("5\r\n", 5), ("a\r\n", 10), ("A\r\n", 10), ("fF\r\n", 255), ("0010\r\n", 16),
        ("000000000000001\r\n", 1), ("fffffffffffffff\r\n", 0xFFF_FFFF_FFFF_FFFF), ("5;a\r\n", 5), ("5;\r\n", 5),
        ("5;a=b;c=\"d \\\" e\"\r\n", 5), ("5;\u{80}\t \r\n", 5),
    ])
    func aSizeIsHexadecimal(text: String, size: Int64) throws {
        let line = try #require(try read(text + "rest\r\n"))
        #expect(line.size == size)
        #expect(line.length == text.octets.count)
    }

    @Test(arguments: [
        "\r\n", ";a\r\n", " 5\r\n", "\t5\r\n", "5 \r\n", "5 ;a\r\n", "5\t;a\r\n", "+5\r\n", "-5\r\n", "0x5\r\n",
        "5h\r\n", "g\r\n",
        "5,5\r\n", "5\n", "\n", "5\r\r\n", "5\r5\r\n", "1000000000000000\r\n", "ffffffffffffffff\r\n",
        "0000000000000005\r\n", "10000000000000000\r\n", "\u{FF}15\r\n", "5\u{0}\r\n", "5;a\n",
    ])
    func aBadSizeIsRefused(text: String) {
        #expect(throws: MessageRefusal.chunkSize) { try read(text) }
    }

    @Test(arguments: ["5;a\u{0}\r\n", "5;a\rb\r\n", "5;\u{7F}\r\n", "5;a=\"\u{1B}\"\r\n"])
    func controlCharactersInExtensionsAreRefused(text: String) {
        #expect(throws: MessageRefusal.chunkExtension) { try read(text) }
    }

    @Test func theLengthOfALineIsBounded() throws {
        let longest = "5;" + String(repeating: "x", count: 60) + "\r\n"
        #expect(try read(longest)?.length == 64)
        #expect(throws: MessageRefusal.chunkExtension) { try read(longest, maximumLength: 63) }
        #expect(throws: MessageRefusal.chunkExtension) { try read(String(repeating: "0", count: 64)) }
        #expect(try read(String(repeating: "0", count: 63))?.length == nil)
    }

    @Test func aLineThatIsNotWholeIsAwaited() throws {
        var scanned = 0
        let buffer = ByteBuffer(string: "1f;ab\r")
        let line = try ChunkSizeLine.read(buffer.readableBytesSpan, maximumLength: 64, from: &scanned)
        #expect(line?.length == nil)
        #expect(scanned == 6)
    }
}
