import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §6: the framing of requests")
struct RequestFramingTests {
    private func framing(_ fields: String...) throws -> BodyFraming? {
        try ParsedRequest.parse(HeadText.lines(["POST / HTTP/1.1", "Host: a.test"] + fields))?.head.framing
    }

    @Test func aRequestWithoutLengthHasNoBody() throws {
        #expect(try framing() == BodyFraming.none)
    }

    @Test(arguments: [
        ("0", 0), ("5", 5), ("007", 7), ("0000000000000000001", 1), ("9223372036854775807", Int64.max),
    ])
    func aLengthIsDigits(value: String, length: Int64) throws {
        #expect(try framing("Content-Length: \(value)") == .length(length))
    }

    @Test(arguments: [
        "", "-1", "+5", "5 5", "5,5", "5, 5", "5, 6", "0x5", "5.0", "5e1", "five", "\u{B2}", "9223372036854775808",
        "18446744073709551616", "99999999999999999999", "00000000000000000001",
    ])
    func aBadLengthIsRefused(value: String) {
        #expect(throws: MessageRefusal.contentLength) { try framing("Content-Length: \(value)") }
    }

    @Test(arguments: [("5", "6"), ("5", "5")])
    func twoLengthsAreRefused(first: String, second: String) {
        #expect(throws: MessageRefusal.contentLength) {
            try framing("Content-Length: \(first)", "content-length: \(second)")
        }
    }

    @Test(arguments: ["chunked", "Chunked", "CHUNKED"])
    func chunkedIsChunked(value: String) throws {
        #expect(try framing("Transfer-Encoding: \(value)") == .chunked)
        #expect(try framing("TRANSFER-ENCODING:\(value)") == .chunked)
    }

    /// RFC 9112 §6.3: without `chunked` as the last coding, the end of a request is not known.
    @Test(arguments: [
        "", "identity", "gzip", "chunked, gzip", "chunked,chunked", "chunked, chunked", "xchunked", "chunked;x=y",
        "\"chunked\"", "chunk ed", "chunke", "chunked\u{A0}", "gzip chunked", "chunked, identity",
    ])
    func anyOtherCodingIsRefused(value: String) {
        #expect(throws: MessageRefusal.transferEncoding) { try framing("Transfer-Encoding: \(value)") }
    }

    /// RFC 9112 §6.1: a server that does not understand a transfer coding answers 501.
    @Test(arguments: ["gzip, chunked", "identity,chunked", "deflate , gzip , chunked", ", chunked", "\u{80}, chunked"])
    func anUnknownCodingBeforeChunkedIsNotImplemented(value: String) {
        #expect(throws: MessageRefusal.transferCoding) { try framing("Transfer-Encoding: \(value)") }
    }

    @Test func severalTransferEncodingsAreRefused() {
        #expect(throws: MessageRefusal.transferEncoding) {
            try framing("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
        }
    }

    @Test func aLengthAndChunksExcludeEachOther() {
        #expect(throws: MessageRefusal.conflictingFraming) {
            try framing("Content-Length: 5", "Transfer-Encoding: chunked")
        }
        #expect(throws: MessageRefusal.conflictingFraming) {
            try framing("Transfer-Encoding: chunked", "Content-Length: 0")
        }
    }

    /// RFC 9112 §6.1: HTTP/1.0 has no transfer codings.
    @Test func chunksInHTTP10AreRefused() {
        #expect(throws: MessageRefusal.transferEncoding) {
            try ParsedRequest.parse(HeadText.request("POST / HTTP/1.0", "Transfer-Encoding: chunked"))
        }
    }

    /// Spellings with another separator frame nothing here, and must not frame anything behind us.
    @Test(arguments: ["Content_Length: 5", "Transfer_Encoding: chunked", "Transfer.Encoding: chunked"])
    func lookalikesFrameNothingAndAreMarked(field: String) throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("POST / HTTP/1.1", field)))
        #expect(request.head.framing == .none)
        #expect(request.fields.last?.kind == .lookalike)
    }

    @Test(arguments: [
        ("HTTP/1.1", "keep-alive", true), ("HTTP/1.1", "close", false), ("HTTP/1.1", "Close", false),
        ("HTTP/1.1", "keep-alive, close", false), ("HTTP/1.1", "X-A,close", false), ("HTTP/1.1", "closed", true),
        ("HTTP/1.0", "keep-alive", false), ("HTTP/1.0", "x", false),
    ])
    func connectionsPersistInHTTP11UnlessClosed(version: String, options: String, isKeepAlive: Bool) throws {
        let request = try ParsedRequest.parse(HeadText.request("GET / \(version)", "Connection: \(options)"))
        #expect(request?.head.isKeepAlive == isKeepAlive)
    }

    @Test(arguments: [
        ("HTTP/1.1", "100-continue", true), ("HTTP/1.1", "100-Continue", true), ("HTTP/1.1", "other", false),
        ("HTTP/1.0", "100-continue", false),
    ])
    func expectationsAreForHTTP11(version: String, value: String, isExpected: Bool) throws {
        let request = try ParsedRequest.parse(HeadText.request("POST / \(version)", "Expect: \(value)"))
        #expect(request?.head.expectsContinue == isExpected)
    }

    @Test(arguments: [
        ("HTTP/1.1", "trailers", true), ("HTTP/1.1", "gzip , Trailers", true), ("HTTP/1.1", "gzip", false),
        ("HTTP/1.1", "trailersx", false), ("HTTP/1.0", "trailers", false),
    ])
    func trailersAreAcceptedIfTheyAreAskedFor(version: String, value: String, isAccepted: Bool) throws {
        let request = try ParsedRequest.parse(HeadText.request("GET / \(version)", "TE: \(value)"))
        #expect(request?.head.acceptsTrailers == isAccepted)
    }
}
