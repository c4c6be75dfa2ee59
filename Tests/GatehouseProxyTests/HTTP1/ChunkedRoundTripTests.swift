import GatehouseTestSupport
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Chunks written and read again")
struct ChunkedRoundTripTests {
    @Test(arguments: [
        (1, "1"), (9, "9"), (10, "a"), (15, "f"), (16, "10"), (255, "ff"), (4_096, "1000"), (65_535, "ffff"),
    ])
    func aSizeHasNoMoreDigitsThanItNeeds(size: Int, digits: String) {
        var output = ByteBuffer()
        ChunkedEncoder.writeHead(size: size, into: &output)
        #expect(output.octetText == "\(digits)\r\n")
    }

    @Test func anEmptyChunkIsNotWritten() {
        var output = ByteBuffer()
        ChunkedEncoder.write(ByteBuffer(), into: &output)
        #expect(output.readableBytes == 0)
        ChunkedEncoder.write(ByteBuffer(string: "abc"), into: &output)
        ChunkedEncoder.writeEnd(trailers: "A: b\r\n".octets, into: &output)
        #expect(output.octetText == "3\r\nabc\r\n0\r\nA: b\r\n\r\n")
    }

    @Test(arguments: Seeds.first(100))
    func whatIsWrittenIsReadAgain(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var data: [UInt8] = []
        var output = ByteBuffer()
        for _ in 0..<Int.random(in: 0..<12, using: &generator) {
            let size = Int.random(
                in: 0..<[3, 40, 700, 5_000][Int.random(in: 0..<4, using: &generator)],
                using: &generator
            )
            let chunk = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            data += chunk
            ChunkedEncoder.write(ByteBuffer(bytes: chunk), into: &output)
        }
        ChunkedEncoder.writeEnd(trailers: "A: b\r\n".octets, into: &output)
        let bytes = Array(output.readableBytesView) + "next".octets
        let cuts = (0..<20).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }
        let expected = DecodedChunks(data: data, trailers: "A: b\r\n".octets, isComplete: true, left: 4)
        #expect(try DecodedChunks.decode(bytes) == expected)
        #expect(try DecodedChunks.decode(bytes, cutAt: cuts) == expected)
    }

    @Test(arguments: Seeds.first(100))
    func ruinsAreReadTheSameHoweverTheyCome(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let body = "5;a=b\r\nhello\r\n1f\r\nabcdefghijklmnopqrstuvwxyz01234\r\n0\r\nDigest: x\r\nHost: y\r\n\r\n".octets
        for _ in 0..<40 {
            let bytes = MessageMutation.mutated(body, using: &generator)
            let cuts = MessageMutation.cuts(bytes, using: &generator)
            let whole = DecodedChunks.outcome(bytes)
            let pieces = DecodedChunks.outcome(bytes, cutAt: cuts)
            #expect(pieces == whole, "\(String(octets: bytes)) at \(cuts)")
        }
    }
}
