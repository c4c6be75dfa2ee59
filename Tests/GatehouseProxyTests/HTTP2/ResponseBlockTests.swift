import NIOCore
import NIOHPACK
import Testing

@testable import GatehouseProxy

@Suite("RFC 9113 §8: response header blocks and trailers")
struct ResponseBlockTests {
    private func head(_ fields: [(String, String)], endsStream: Bool = false) throws(MessageRefusal) -> String {
        var buffer = ByteBuffer()
        try HeaderBlockReader.writeResponse(HPACKHeaders(fields), endsStream: endsStream, into: &buffer)
        return String(buffer: buffer)
    }

    @Test func aResponseBecomesAHead() throws {
        #expect(try head([(":status", "204"), ("a", "b")], endsStream: true) == "HTTP/1.1 204 \r\na: b\r\n\r\n")
        #expect(try head([(":status", "200")]) == "HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n")
        let sized = try head([(":status", "200"), ("content-length", "3")])
        #expect(sized == "HTTP/1.1 200 \r\ncontent-length: 3\r\n\r\n")
        #expect(try head([(":status", "103"), ("link", "a")]) == "HTTP/1.1 103 \r\nlink: a\r\n\r\n")
    }

    @Test(arguments: [
        ([("a", "b")], MessageRefusal.pseudoFields), ([(":status", "20")], .pseudoFields),
        ([(":status", "2x0")], .pseudoFields), ([(":status", "200"), (":status", "200")], .pseudoFields),
        ([("a", "b"), (":status", "200")], .pseudoFields), ([(":status", "200"), (":path", "/")], .pseudoFields),
        ([(":status", "101")], .handshake), ([(":status", "200"), ("te", "trailers")], .connectionField),
        ([(":status", "200"), ("transfer-encoding", "chunked")], .connectionField),
        ([(":status", "200"), ("a", "b\r\nc: d")], .fieldValue), ([(":status", "200"), ("A", "b")], .fieldName),
    ])
    func aMalformedResponseIsRefused(fields: [(String, String)], refusal: MessageRefusal) {
        #expect(throws: refusal) { try head(fields) }
    }

    @Test func trailersLoseWhatMayNotBeOne() throws {
        let block = HPACKHeaders([
            ("grpc-status", "0"), ("content-length", "3"), ("x-sum", "1"), ("authorization", "Bearer x"),
            ("x-gatehouse-subject", "root"),
        ])
        #expect(String(octets: try HeaderBlockReader.trailers(block)) == "grpc-status: 0\r\nx-sum: 1\r\n")
    }

    @Test(arguments: [
        ([(":status", "200")], MessageRefusal.pseudoFields), ([("A", "b")], .fieldName), ([("a", "b\n")], .fieldValue),
        ([("connection", "close")], .connectionField),
        ((0..<65).map { ("a\($0)", "b") }, .trailers),
        ([("a", String(repeating: "b", count: 20_000))], .trailers),
    ])
    func malformedTrailersAreRefused(fields: [(String, String)], refusal: MessageRefusal) {
        #expect(throws: refusal) { try HeaderBlockReader.trailers(HPACKHeaders(fields)) }
    }
}

@Suite("Heads of HTTP/1 as header blocks")
struct HeaderBlockWriterTests {
    private func lines(_ block: HPACKHeaders?) -> [String]? {
        block?.map { "\($0.name): \($0.value)" }
    }

    @Test func aResponseIsTakenOffItsBody() {
        var buffer = ByteBuffer(
            string: "HTTP/1.1 404 Not Found\r\nX-A:  b \r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                + "Keep-Alive: timeout=5\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\nbody"
        )
        let block = HeaderBlockWriter.takeResponse(&buffer)
        #expect(lines(block) == [":status: 404", "x-a: b", "set-cookie: a=b", "content-length: 4"])
        #expect(String(buffer: buffer) == "body")
        let indexing = block?.map { "\($0.indexable)" } ?? []
        #expect(indexing[2] == "\(HPACKIndexing.neverIndexed)")
    }

    @Test func anUnfinishedHeadIsNone() {
        for text in ["", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nA: b"] {
            var buffer = ByteBuffer(string: text)
            let block = HeaderBlockWriter.takeResponse(&buffer)
            #expect(block == nil, "\(text)")
        }
    }

    @Test func aRequestGetsItsPseudoHeaderFields() {
        let buffer = ByteBuffer(
            string: "POST /a?b HTTP/1.1\r\nHost: u.test:81\r\nTE: trailers\r\nConnection: TE\r\n"
                + "Transfer-Encoding: chunked\r\nAuthorization: Bearer x\r\n\r\n"
        )
        #expect(
            lines(HeaderBlockWriter.request(buffer, scheme: "http")) == [
                ":method: POST", ":scheme: http", ":path: /a?b", ":authority: u.test:81", "te: trailers",
                "authorization: Bearer x",
            ]
        )
    }

    @Test func whatIsNoUTF8IsSentAsISO88591() {
        var buffer = ByteBuffer(bytes: "HTTP/1.1 200 OK\r\nA: b\u{E9}\r\nC: d\u{C3}\u{A9}\r\n\r\n".octets)
        #expect(lines(HeaderBlockWriter.takeResponse(&buffer)) == [":status: 200", "a: b\u{E9}", "c: d\u{E9}"])
    }

    @Test func trailerLinesBecomeABlock() {
        #expect(lines(HeaderBlockWriter.trailers("Grpc-Status: 0\r\nX: y\r\n".octets)) == ["grpc-status: 0", "x: y"])
        #expect(lines(HeaderBlockWriter.trailers([])) == [])
    }

    @Test func theLengthIsNeverUnderestimated() throws {
        for byte in UInt8.min...UInt8.max {
            let value = String(repeating: String(Unicode.Scalar(byte)), count: 300)
            let block = HPACKHeaders([("x-a", value)])
            var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
            var buffer = ByteBuffer()
            try encoder.encode(headers: block, to: &buffer)
            #expect(buffer.readableBytes <= HeaderBlockWriter.maximumEncodedLength(block), "byte \(byte)")
        }
    }
}
