import NIOCore
import NIOHPACK
import Testing

@testable import GatehouseProxy

@Suite("RFC 9113 §8: request header blocks as heads of HTTP/1")
struct RequestBlockTests {
    private typealias Fields = [(String, String)]

    private static let pseudo = [
        (":method", "GET"), (":scheme", "https"), (":path", "/a?b=c"), (":authority", "a.test"),
    ]

    private static let extended = [(":method", "CONNECT"), (":protocol", "websocket")] + pseudo[1...]

    private func head(_ fields: [(String, String)], endsStream: Bool = true) throws(MessageRefusal) -> String {
        var buffer = ByteBuffer()
        try HeaderBlockReader.writeRequest(HPACKHeaders(fields), endsStream: endsStream, into: &buffer)
        return String(buffer: buffer)
    }

    @Test func aBlockBecomesAHead() throws {
        let text = try head(Self.pseudo + [("accept", "*/*"), ("te", "trailers")])
        #expect(text == "GET /a?b=c HTTP/1.1\r\nhost: a.test\r\naccept: */*\r\nte: trailers\r\n\r\n")
    }

    @Test func theHeadIsOneThatTheStrictParserReads() throws {
        let text = try head(Self.pseudo + [("authorization", "Bearer t"), ("x-b", "")])
        let parsed = try #require(try ParsedRequest.parse(text))
        #expect(parsed.text(parsed.head.authorization) == "Bearer t")
        #expect(parsed.fieldTexts == ["host=a.test", "authorization=Bearer t", "x-b="])
    }

    @Test(arguments: ["a\tb", "a b", "~", "caf\u{E9} \u{1F512}", String(repeating: "a", count: 300)])
    func otherValuesAreTaken(value: String) throws {
        #expect(try head(Self.pseudo + [("x", value)]).hasSuffix("\r\nx: \(value)\r\n\r\n"))
    }

    @Test func aBodyWithoutLengthComesInChunks() throws {
        #expect(try head(Self.pseudo, endsStream: false).hasSuffix("\r\ntransfer-encoding: chunked\r\n\r\n"))
        let sized = try head(Self.pseudo + [("content-length", "5")], endsStream: false)
        #expect(sized.hasSuffix("\r\ncontent-length: 5\r\n\r\n"))
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func aMethodWithABodyTellsOfAnEmptyOne(method: String) throws {
        let fields = [(":method", method)] + Self.pseudo.dropFirst()
        #expect(try head(fields).hasSuffix("\r\ncontent-length: 0\r\n\r\n"))
        #expect(try head(fields + [("content-length", "0")]).components(of: "content-length") == 1)
    }

    /// RFC 9113 §8.2.3.
    @Test func cookieCrumbsBecomeOneLine() throws {
        let text = try head(Self.pseudo + [("cookie", "a=1"), ("x", "y"), ("cookie", "b=2"), ("cookie", "c=3")])
        #expect(text.contains("\r\ncookie: a=1; b=2; c=3\r\n"))
        #expect(text.components(of: "cookie") == 1)
        #expect(try head(Self.pseudo + [("cookie", "a=1")]).contains("\r\ncookie: a=1\r\n"))
    }

    @Test func aHostMayStandForTheAuthorityOrSayTheSame() throws {
        let alone = try head(Array(Self.pseudo.dropLast()) + [("host", "b.test")])
        #expect(alone.contains("\r\nhost: b.test\r\n") && alone.components(of: "host:") == 1)
        let both = try head(Self.pseudo + [("host", "A.test")])
        #expect(both.contains("\r\nhost: a.test\r\n") && both.components(of: "host:") == 1)
    }

    @Test func optionsMayAskForAll() throws {
        let fields = [(":method", "OPTIONS"), (":scheme", "https"), (":path", "*"), (":authority", "a.test")]
        #expect(try head(fields).hasPrefix("OPTIONS * HTTP/1.1\r\n"))
    }

    /// RFC 9113 §8.5: the parser says no to it, as it does in HTTP/1.
    @Test func connectIsLeftToTheParser() throws {
        let text = try head([(":method", "CONNECT"), (":authority", "a.test:443")], endsStream: false)
        #expect(throws: MessageRefusal.method) { try ParsedRequest.parse(text) }
    }

    /// RFC 8441 §4.
    @Test(arguments: [false, true])
    func anExtendedConnectBecomesAHandshake(endsStream: Bool) throws {
        let fields =
            Self.extended + [("sec-websocket-version", "13"), ("sec-websocket-key", "the client's"), ("x", "y")]
        let text = try head(fields, endsStream: endsStream)
        let parts = text.split(separator: "sec-websocket-key: ").map(String.init)
        #expect(
            parts.first == "GET /a?b=c HTTP/1.1\r\nhost: a.test\r\nsec-websocket-version: 13\r\nx: y\r\n"
                + "connection: upgrade\r\nupgrade: websocket\r\n"
        )
        #expect(parts.count == 2 && parts.last?.utf8.count == 28)
        let request = try #require(try ParsedRequest.parse(text))
        let offer = try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
        #expect(offer.map { WebSocketAccept.isKey($0.key) } == true)
        #expect(try head(fields) != head(fields))
    }

    @Test func anotherProtocolIsAnotherUpgrade() throws {
        let text = try head([Self.extended[0], (":protocol", "connect-udp")] + Self.pseudo[1...])
        #expect(text.contains("\r\nupgrade: connect-udp\r\n"))
        let request = try #require(try ParsedRequest.parse(text))
        #expect(throws: UpgradeRefusal.unsupported) {
            try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
        }
    }

    static let malformed: [(String, [(String, String)], MessageRefusal)] = [
        ("no fields", [], .pseudoFields),
        ("no method", Array(pseudo.dropFirst()), .pseudoFields),
        ("no scheme", [pseudo[0], pseudo[2], pseudo[3]], .pseudoFields),
        ("no path", [pseudo[0], pseudo[1], pseudo[3]], .pseudoFields),
        ("an empty path", [pseudo[0], pseudo[1], (":path", ""), pseudo[3]], .pseudoFields),
        ("an empty authority", Array(pseudo.dropLast()) + [(":authority", "")], .pseudoFields),
        ("a path twice", pseudo + [(":path", "/a?b=c")], .pseudoFields),
        ("a method twice", pseudo + [(":method", "GET")], .pseudoFields),
        ("a status", pseudo + [(":status", "200")], .pseudoFields),
        ("an unknown pseudo-header field", pseudo + [(":cookie", "a")], .pseudoFields),
        ("a protocol without CONNECT", pseudo + [(":protocol", "websocket")], .pseudoFields),
        ("a protocol without a path", [extended[0], extended[1], pseudo[1], pseudo[3]], .pseudoFields),
        ("a protocol without a scheme", [extended[0], extended[1], pseudo[2], pseudo[3]], .pseudoFields),
        ("a protocol alone", [extended[0], extended[1], pseudo[3]], .pseudoFields),
        ("two protocols", extended + [(":protocol", "websocket")], .pseudoFields),
        ("an empty protocol", [extended[0], (":protocol", "")] + pseudo[1...], .pseudoFields),
        ("a line in the protocol", [extended[0], (":protocol", "a\r\nb: c")] + pseudo[1...], .pseudoFields),
        ("a list of protocols", [extended[0], (":protocol", "a,websocket")] + pseudo[1...], .pseudoFields),
        ("a protocol behind other fields", [extended[0]] + pseudo[1...] + [("a", "b"), extended[1]], .pseudoFields),
        (
            "a pseudo-header field behind others", [pseudo[0], pseudo[1], ("a", "b"), pseudo[2], pseudo[3]],
            .pseudoFields
        ),
        ("another scheme", [pseudo[0], (":scheme", "ftp"), pseudo[2], pseudo[3]], .pseudoFields),
        ("an absolute path", [pseudo[0], pseudo[1], (":path", "http://b.test/"), pseudo[3]], .pseudoFields),
        ("an asterisk for GET", [pseudo[0], pseudo[1], (":path", "*"), pseudo[3]], .pseudoFields),
        ("a space in the path", [pseudo[0], pseudo[1], (":path", "/ HTTP/1.1"), pseudo[3]], .pseudoFields),
        ("a line in the path", [pseudo[0], pseudo[1], (":path", "/\r\nx: y"), pseudo[3]], .pseudoFields),
        ("a space in the method", [(":method", "GET /x")] + pseudo.dropFirst(), .pseudoFields),
        ("a line in the authority", Array(pseudo.dropLast()) + [(":authority", "a\r\nx: y")], .pseudoFields),
        ("a path with CONNECT", [(":method", "CONNECT")] + pseudo.dropFirst(), .pseudoFields),
        ("another host", pseudo + [("host", "b.test")], .hostMismatch),
        ("two hosts", pseudo + [("host", "a.test"), ("host", "a.test")], .duplicateHost),
        ("an empty host alone", Array(pseudo.dropLast()) + [("host", "")], .host),
        ("a capital letter", pseudo + [("Accept", "a")], .fieldName),
        ("an empty name", pseudo + [("", "a")], .fieldName),
        ("a space in a name", pseudo + [("a b", "a")], .fieldName),
        ("a colon in a name", pseudo + [("a:b", "a")], .fieldName),
        ("a line in a name", pseudo + [("a\r\nb", "a")], .fieldName),
        ("a CR", pseudo + [("a", "b\rc")], .fieldValue),
        ("an LF", pseudo + [("a", "b\nc: d")], .fieldValue),
        ("a NUL", pseudo + [("a", "b\0")], .fieldValue),
        ("the last control character", pseudo + [("a", "b\u{1F}c")], .fieldValue),
        ("a line far behind", pseudo + [("a", String(repeating: "b", count: 200) + "\ncd")], .fieldValue),
        ("a DEL", pseudo + [("a", "b\u{7F}")], .fieldValue),
        ("a space before a value", pseudo + [("a", " b")], .fieldValue),
        ("a tab behind a value", pseudo + [("a", "b\t")], .fieldValue),
        ("bytes that were no UTF-8", pseudo + [("a", "b\u{FFFD}")], .fieldValue),
        ("a path that was no UTF-8", [pseudo[0], pseudo[1], (":path", "/\u{FFFD}"), pseudo[3]], .pseudoFields),
        ("connection", pseudo + [("connection", "close")], .connectionField),
        ("proxy-connection", pseudo + [("proxy-connection", "keep-alive")], .connectionField),
        ("keep-alive", pseudo + [("keep-alive", "timeout=5")], .connectionField),
        ("transfer-encoding", pseudo + [("transfer-encoding", "chunked")], .connectionField),
        ("upgrade", pseudo + [("upgrade", "websocket")], .connectionField),
        ("another te", pseudo + [("te", "trailers, deflate")], .connectionField),
    ]

    @Test(arguments: malformed)
    func aMalformedBlockIsNoRequest(_ title: String, _ fields: [(String, String)], _ refusal: MessageRefusal) {
        var buffer = ByteBuffer(string: "before")
        #expect(throws: refusal, "\(title)") {
            try HeaderBlockReader.writeRequest(HPACKHeaders(fields), endsStream: true, into: &buffer)
        }
        #expect(String(buffer: buffer) == "before")
    }

    /// What the block cannot say itself, the parser of all heads does.
    @Test(arguments: [
        ([("content-length", "1"), ("content-length", "1")], MessageRefusal.contentLength),
        ([("content-length", "+1")], .contentLength), ([("content-length", "")], .contentLength),
    ])
    func theParserJudgesTheRest(fields: [(String, String)], refusal: MessageRefusal) throws {
        let text = try head(Self.pseudo + fields, endsStream: false)
        #expect(throws: refusal) { try ParsedRequest.parse(text) }
    }

    /// No byte of a name or a value can begin another line.
    @Test func everyByteStaysInItsLine() throws {
        for byte in UInt8.min..<0x80 {
            let character = String(Unicode.Scalar(byte))
            for fields in [[("x\(character)y", "v")], [("x", "v\(character)w")], [(":path", "/\(character)")]] {
                var all = Self.pseudo
                if fields[0].0 == ":path" { all[2] = fields[0] } else { all += fields }
                guard let text = try? head(all) else { continue }
                #expect(text.components(of: "\r\n") == (fields[0].0 == ":path" ? 3 : 4), "byte \(byte)")
                #expect(text.components(of: "\n") == text.components(of: "\r\n"))
                #expect(text.prefix { $0 != "\r\n" }.split(separator: " ", omittingEmptySubsequences: false).count == 3)
            }
        }
    }
}

extension String {
    /// How often a text is in this one.
    fileprivate func components(of text: String) -> Int {
        let (whole, part) = (Array(utf8), Array(text.utf8))
        return whole.indices.count { whole[$0...].starts(with: part) }
    }
}
