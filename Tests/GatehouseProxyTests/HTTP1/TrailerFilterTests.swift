import Testing

@testable import GatehouseProxy

@Suite("RFC 9110 §6.5.1: which trailers are forwarded")
struct TrailerFilterTests {
    private func trailers(_ lines: [String], nominations: [String] = []) throws -> String {
        let text = "0\r\n" + HeadText.lines(lines)
        let decoded = try DecodedChunks.decode(text.octets, nominations: nominations)
        #expect(decoded.isComplete)
        return String(octets: decoded.trailers)
    }

    @Test(arguments: [
        "Content-Length: 5", "content-type: text/html", "Content-Encoding: gzip", "Content_Range: x", "Host: b.test",
        "Transfer-Encoding: chunked", "TE: trailers", "Trailer: X", "Connection: close", "Keep-Alive: 1", "Upgrade: x",
        "Authorization: Bearer x", "Proxy-Authorization: x", "WWW-Authenticate: Basic", "Cookie: a=b",
        "Set-Cookie: a=b",
        "Cache-Control: public", "Expires: 0", "Vary: *", "Age: 1", "Date: today", "Location: /", "Retry-After: 1",
        "Range: bytes=0-", "If-Match: x", "If_None_Match: *", "Max-Forwards: 1", "Expect: 100-continue", "Pragma: x",
        "X-Gatehouse-Subject: root", "x_gatehouse_client: root", "X-Forwarded-For: x", "Forwarded: for=x",
        "X-Real-IP: x", "Remote.User: root", "X-Request-Id: x", "traceparent: x", "tracestate: x", "Early-Data: 1",
        "Clear-Site-Data: *", "X-Nominated: 1", "x_nominated: 1",
    ])
    func aTrailerThatWouldChangeTheMessageIsDropped(line: String) throws {
        let lines = ["Before: 1", line, "After: 2"]
        #expect(try trailers(lines, nominations: ["x-nominated"]) == "Before: 1\r\nAfter: 2\r\n")
    }

    @Test(arguments: [
        "Digest: sha-256=x", "grpc-status: 0", "grpc-message:", "ETag: \"x\"", "Server-Timing: a;dur=1",
        "X_Sum: \u{E9}",
        "Content: x", "Ranges: x", "Locations: x",
    ])
    func otherTrailersStayByteForByte(line: String) throws {
        #expect(try trailers([line, "\(line) \t"]) == "\(line)\r\n\(line) \t\r\n")
    }

    @Test func trailersSurviveEveryCut() throws {
        let bytes = "1\r\na\r\n0\r\nA: b\r\nHost: c\r\nD: e\r\n\r\n".octets
        let expected = DecodedChunks(data: "a".octets, trailers: "A: b\r\nD: e\r\n".octets, isComplete: true)
        for cut in bytes.indices { #expect(try DecodedChunks.decode(bytes, cutAt: [cut]) == expected) }
        #expect(try DecodedChunks.decode(bytes, cutAt: Array(bytes.indices)) == expected)
    }
}
