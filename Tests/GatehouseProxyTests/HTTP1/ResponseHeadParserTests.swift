import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §4: heads of responses")
struct ResponseHeadParserTests {
    @Test(arguments: [
        ("HTTP/1.1 200 OK", 200, "OK"), ("HTTP/1.0 404 Not Found", 404, "Not Found"), ("HTTP/1.1 200 ", 200, ""),
        ("HTTP/1.1 200", 200, ""), ("HTTP/1.1 100 Continue", 100, "Continue"),
        ("HTTP/1.1 599 \t\u{E9} x", 599, "\t\u{E9} x"),
        ("HTTP/1.1 299  two", 299, " two"),
    ])
    func aStatusLineIsTakenApart(line: String, status: Int, reason: String) throws {
        let response = try #require(try ParsedResponse.parse(HeadText.response(line).octets))
        #expect(response.head.status == status)
        #expect(response.text(response.head.reason) == reason)
        #expect(response.head.version == (line.hasPrefix("HTTP/1.0") ? .http10 : .http11))
        #expect(response.head.fieldsStart == line.octets.count + 2)
    }

    static let refused = [
        RefusedMessage("an empty line", "\r\nHTTP/1.1 200 OK\r\n\r\n", .statusLine),
        RefusedMessage("no version", "200 OK and more\r\n\r\n", .statusLine),
        RefusedMessage("another protocol", "SSH-2.0-OpenSSH_9.6\r\n", .statusLine),
        RefusedMessage("a status of two digits", "HTTP/1.1 99 Low\r\n\r\n", .statusLine),
        RefusedMessage("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", .statusLine),
        RefusedMessage("a status below 100", "HTTP/1.1 099 Low\r\n\r\n", .statusLine),
        RefusedMessage("a status above 599", "HTTP/1.1 600 High\r\n\r\n", .statusLine),
        RefusedMessage("a status of letters", "HTTP/1.1 2xx OK\r\n\r\n", .statusLine),
        RefusedMessage("a negative status", "HTTP/1.1 -20 OK\r\n\r\n", .statusLine),
        RefusedMessage("two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", .statusLine),
        RefusedMessage("a tab before the status", "HTTP/1.1\t200 OK\r\n\r\n", .statusLine),
        RefusedMessage("a tab after the status", "HTTP/1.1 200\tOK\r\n\r\n", .statusLine),
        RefusedMessage("a NUL in the reason", "HTTP/1.1 200 O\u{0}K\r\n\r\n", .statusLine),
        RefusedMessage("a bare LF", "HTTP/1.1 200 OK\nA: b\r\n\r\n", .statusLine),
        RefusedMessage("a bare CR", "HTTP/1.1 200 OK\rA: b\r\n\r\n", .statusLine),
        RefusedMessage("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", .version),
        RefusedMessage("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", .version),
        RefusedMessage("a line that is too short", "HTTP\r\n", .statusLine),
        RefusedMessage("a space before a colon", HeadText.response("HTTP/1.1 200 OK", "A : b"), .fieldName),
        RefusedMessage("a folded line", HeadText.response("HTTP/1.1 200 OK", "A: b", " c"), .foldedField),
        RefusedMessage("a folded first line", HeadText.response("HTTP/1.1 200 OK", " c"), .foldedField),
        RefusedMessage("a field ended by LF", "HTTP/1.1 200 OK\r\nA: b\n\r\n", .lineEnding),
        RefusedMessage("a bare CR in a value", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", .lineEnding),
        RefusedMessage("an empty line of LF", "HTTP/1.1 200 OK\r\n\n", .lineEnding),
        RefusedMessage("a NUL in a value", HeadText.response("HTTP/1.1 200 OK", "A: b\u{0}"), .fieldValue),
    ]

    @Test(arguments: refused)
    func aBadHeadIsRefused(_ message: RefusedMessage) {
        #expect(throws: message.refusal) { try ParsedResponse.parse(message.bytes) }
    }

    @Test(arguments: refused)
    func aRefusalDoesNotDependOnHowTheBytesCome(_ message: RefusedMessage) {
        let whole = message.bytes + HeadText.response().octets
        #expect(ParsedResponse.outcome(whole, cutAt: Array(whole.indices)) == ParsedResponse.outcome(whole))
    }

    @Test func boundsHold() {
        let limits = HeadLimits(bytes: 128, fieldCount: 2)
        let large = HeadText.response("HTTP/1.1 200 OK", "A: " + String(repeating: "a", count: 128)).octets
        #expect(ParsedResponse.outcome(large, limits: limits) == .refused(.headTooLarge))
        #expect(ParsedResponse.outcome(large, cutAt: Array(large.indices), limits: limits) == .refused(.headTooLarge))
        let endless = Array(large.prefix(129))
        #expect(ParsedResponse.outcome(endless, limits: limits) == .refused(.headTooLarge))
        #expect(ParsedResponse.outcome(Array(large.prefix(128)), limits: limits) == .incomplete)
        let many = HeadText.response("HTTP/1.1 200 OK", "A: 1", "B: 2", "C: 3").octets
        #expect(ParsedResponse.outcome(many, limits: limits) == .refused(.tooManyFields))
        let longLine = ("HTTP/1.1 200 " + String(repeating: "a", count: 128) + "\r\n\r\n").octets
        #expect(ParsedResponse.outcome(longLine, limits: limits) == .refused(.headTooLarge))
    }
}
