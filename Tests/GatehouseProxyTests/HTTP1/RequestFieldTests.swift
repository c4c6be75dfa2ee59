import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §5: field lines")
struct RequestFieldTests {
    @Test(arguments: [
        ("A: b", "A=b"), ("A:b", "A=b"), ("A:", "A="), ("A: \t b \t", "A=b"), ("A:\tb\tc", "A=b\tc"),
        ("A:   ", "A="), ("A: b: c", "A=b: c"), ("!#$%&'*+-.^_`|~1: b", "!#$%&'*+-.^_`|~1=b"),
        ("A: \u{80}\u{FF}", "A=\u{80}\u{FF}"), ("A: \"b\\\"c\"", "A=\"b\\\"c\""), ("A: b  c", "A=b  c"),
    ])
    func aLineIsTakenApart(line: String, field: String) throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("GET / HTTP/1.1", line).octets))
        #expect(request.fieldTexts == ["Host=a.test", field])
    }

    static let refused = [
        RefusedMessage("a space before the colon", "A : b\r\n", .fieldName),
        RefusedMessage("a tab before the colon", "A\t: b\r\n", .fieldName),
        RefusedMessage("no name", ": b\r\n", .fieldName),
        RefusedMessage("no colon", "Abc\r\n", .fieldName),
        RefusedMessage("no colon before a bare LF", "Abc\n", .lineEnding),
        RefusedMessage("a parenthesis in the name", "A(b): c\r\n", .fieldName),
        RefusedMessage("obs-text in the name", "A\u{E9}: c\r\n", .fieldName),
        RefusedMessage("a NUL in the name", "A\u{0}: c\r\n", .fieldName),
        RefusedMessage("a line folded with a space", "A: b\r\n c\r\n", .foldedField),
        RefusedMessage("a line folded with a tab", "A: b\r\n\tc: d\r\n", .foldedField),
        RefusedMessage("a bare LF", "A: b\nC: d\r\n", .lineEnding),
        RefusedMessage("a bare LF in place of the empty line", "A: b\r\n\n", .lineEnding),
        RefusedMessage("a bare CR", "A: b\rC: d\r\n", .lineEnding),
        RefusedMessage("a CR before CRLF", "A: b\r\r\n", .lineEnding),
        RefusedMessage("a bare CR in place of the empty line", "A: b\r\n\rC: d\r\n", .lineEnding),
        RefusedMessage("a name of 257 bytes", String(repeating: "n", count: 257) + ": a\r\n", .fieldName),
    ]

    @Test(arguments: refused)
    func aBadLineIsRefused(_ message: RefusedMessage) {
        let start = "GET / HTTP/1.1\r\nHost: a.test\r\n".octets
        #expect(throws: message.refusal) { try ParsedRequest.parse(start + message.bytes + "\r\n".octets) }
    }

    /// The place of a bad line among the others, and how its bytes come, make no difference.
    @Test(arguments: refused)
    func aRefusalDoesNotDependOnHowTheBytesCome(_ message: RefusedMessage) {
        let whole = "GET / HTTP/1.1\r\n".octets + message.bytes + "Host: a.test\r\n\r\n".octets
        let outcome = ParsedRequest.outcome(whole)
        #expect(outcome == .refused(message.refusal))
        #expect(ParsedRequest.outcome(whole, cutAt: Array(whole.indices)) == outcome)
    }

    /// RFC 9110 §5.5: only HTAB, SP, visible characters and obs-text are in a value.
    @Test func everyControlCharacterInAValueIsRefused() {
        for byte in UInt8.min...UInt8.max {
            // Long enough to cross the words that the search takes at a time.
            for length in [0, 7, 30] {
                let value = [UInt8](repeating: UInt8(ascii: "v"), count: length) + [byte] + "rest of it".octets
                let bytes = "GET / HTTP/1.1\r\nHost: a.test\r\nX: ".octets + value + "\r\n\r\n".octets
                let isBad = byte < 0x20 && byte != 0x09 || byte == 0x7F
                guard case .refused(let refusal) = ParsedRequest.outcome(bytes) else {
                    #expect(!isBad, "byte \(byte)")
                    continue
                }
                #expect(isBad, "byte \(byte)")
                #expect(refusal == (byte == 0x0A || byte == 0x0D ? .lineEnding : .fieldValue), "byte \(byte)")
            }
        }
    }

    /// Each name with any byte: a token byte is part of the name, any other is refused.
    @Test func everyByteThatIsNoTokenIsRefusedInAName() {
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: ":") {
            let bytes = "GET / HTTP/1.1\r\nHost: a.test\r\nX-".octets + [byte] + "y: z\r\n\r\n".octets
            guard case .accepted = ParsedRequest.outcome(bytes) else {
                #expect(!ASCIISet.token.contains(byte), "byte \(byte)")
                continue
            }
            #expect(ASCIISet.token.contains(byte), "byte \(byte)")
        }
    }

    @Test func theOffsetsOfAHeadCoverItWithoutGaps() throws {
        let text = HeadText.request("GET / HTTP/1.1", "A: b", "C:d")
        let request = try #require(try ParsedRequest.parse(text + "body"))
        #expect(request.head.fieldsStart == "GET / HTTP/1.1\r\n".octets.count)
        #expect(request.head.headLength == text.octets.count)
        #expect(request.head.fieldsEnd == text.octets.count - 2)
        let starts = request.fields.map { Int($0.start) }
        let ends = starts.dropFirst() + [request.head.fieldsEnd]
        let lines = zip(starts, ends).map { request.text(ByteRange($0, $1)) }
        #expect(lines == ["Host: a.test\r\n", "A: b\r\n", "C:d\r\n"])
    }
}
