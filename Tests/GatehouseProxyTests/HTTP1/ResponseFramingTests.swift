import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §6.3: the framing of responses")
struct ResponseFramingTests {
    private func head(_ line: String, _ fields: [String] = [], toHead: Bool = false) throws -> ResponseHead {
        try #require(try ParsedResponse.parse(HeadText.lines([line] + fields).octets, toHead: toHead)).head
    }

    private static let length = ["Content-Length: 5"]
    private static let chunked = ["Transfer-Encoding: chunked"]

    @Test func theBodyEndsWhereTheFieldsSay() throws {
        #expect(try head("HTTP/1.1 200 OK", Self.length).framing == .length(5))
        #expect(try head("HTTP/1.1 200 OK", Self.chunked).framing == .chunked)
        #expect(try head("HTTP/1.1 200 OK").framing == .untilClose)
        #expect(try head("HTTP/1.0 200 OK").framing == .untilClose)
    }

    @Test(arguments: ["100 Continue", "101 Switching Protocols", "103 Early Hints", "199 x", "204 No Content", "304 x"])
    func someStatusesHaveNoBodyWhateverTheFieldsSay(status: String) throws {
        for fields in [[], Self.length, Self.chunked] {
            #expect(try head("HTTP/1.1 \(status)", fields).framing == .none)
        }
    }

    @Test func theAnswerToHeadHasNoBody() throws {
        for fields in [[], Self.length, Self.chunked] {
            #expect(try head("HTTP/1.1 200 OK", fields, toHead: true).framing == .none)
        }
    }

    @Test(arguments: [
        ("100 Continue", true, false), ("103 x", true, false), ("101 x", false, true), ("200 OK", false, false),
    ])
    func interimResponsesAreNotFinal(status: String, isInterim: Bool, isSwitching: Bool) throws {
        let head = try head("HTTP/1.1 \(status)")
        #expect(head.isInterim == isInterim)
        #expect(head.isSwitchingProtocols == isSwitching)
    }

    /// Two answers to where a message ends are none, also where it has no body.
    @Test(arguments: ["200 OK", "204 No Content", "100 Continue"])
    func aLengthAndChunksExcludeEachOther(status: String) {
        #expect(throws: MessageRefusal.conflictingFraming) {
            try ParsedResponse.parse(HeadText.lines(["HTTP/1.1 \(status)"] + Self.length + Self.chunked).octets)
        }
    }

    @Test(
        arguments: ["-1", "", "5, 5", "9223372036854775808", "1 "].map { "Content-Length: \($0)x" } + [
            "Content-Length: "
        ]
    )
    func aBadLengthIsRefused(field: String) {
        #expect(throws: MessageRefusal.contentLength) {
            try ParsedResponse.parse(HeadText.response("HTTP/1.1 200 OK", field).octets)
        }
    }

    @Test func twoLengthsAreRefused() {
        for second in ["5", "6"] {
            #expect(throws: MessageRefusal.contentLength) {
                let fields = ["Content-Length: 5", "Content-Length: \(second)"]
                return try ParsedResponse.parse(HeadText.lines(["HTTP/1.1 200 OK"] + fields).octets)
            }
        }
    }

    @Test func codingsOtherThanChunkedAreRefused() {
        for (value, refusal) in [("gzip", MessageRefusal.transferEncoding), ("gzip, chunked", .transferCoding)] {
            #expect(throws: refusal) {
                try ParsedResponse.parse(HeadText.response("HTTP/1.1 200 OK", "Transfer-Encoding: \(value)").octets)
            }
        }
        #expect(throws: MessageRefusal.transferEncoding) {
            try ParsedResponse.parse(HeadText.lines(["HTTP/1.1 200 OK"] + Self.chunked + Self.chunked).octets)
        }
        #expect(throws: MessageRefusal.transferEncoding) {
            try ParsedResponse.parse(HeadText.lines(["HTTP/1.0 200 OK"] + Self.chunked).octets)
        }
    }

    /// RFC 9112 §9.3.
    @Test(arguments: [
        ("HTTP/1.1", "X-A", true), ("HTTP/1.1", "close", false), ("HTTP/1.1", "keep-alive, CLOSE", false),
        ("HTTP/1.0", "X-A", false), ("HTTP/1.0", "Keep-Alive", true), ("HTTP/1.0", "keep-alive, close", false),
    ])
    func connectionsPersistAsTheVersionSays(version: String, options: String, isKeepAlive: Bool) throws {
        let fields = ["Content-Length: 5", "Connection: \(options)"]
        #expect(try head("\(version) 200 OK", fields).isKeepAlive == isKeepAlive)
    }

    @Test func aBodyUntilCloseEndsTheConnection() throws {
        #expect(try !head("HTTP/1.1 200 OK").isKeepAlive)
        #expect(try !head("HTTP/1.1 101 x", ["Upgrade: x"]).isKeepAlive)
        #expect(try head("HTTP/1.1 204 x").isKeepAlive)
    }
}
