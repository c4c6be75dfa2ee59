import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §3: request lines")
struct RequestLineTests {
    @Test func theOriginFormIsTakenApart() throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("GET /a/b?c=d?/&e HTTP/1.1")))
        #expect(request.head.method == .get)
        #expect(request.head.targetForm == .origin)
        #expect(request.head.version == .http11)
        #expect(request.text(request.head.methodRange) == "GET")
        #expect(request.text(request.head.path) == "/a/b")
        #expect(request.text(request.head.query) == "?c=d?/&e")
        #expect(request.text(request.head.authority) == "a.test")
    }

    @Test func anEmptyQueryIsStillAQuery() throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("GET /? HTTP/1.1")))
        #expect(request.text(request.head.path) == "/")
        #expect(request.text(request.head.query) == "?")
    }

    /// RFC 9110 §9.1: method names are case-sensitive.
    @Test(arguments: [
        ("GET", RequestMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
        ("PATCH", .patch), ("OPTIONS", .options), ("PROPFIND", .other),
        ("M-SEARCH", .other), ("!#$%&'*+-.^_`|~", .other),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF", .other),
    ])
    func methodsAreReadByTheirExactName(name: String, method: RequestMethod) throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("\(name) / HTTP/1.1")))
        #expect(request.head.method == method)
        #expect(request.text(request.head.methodRange) == name)
    }

    /// An upstream that ignores the case of methods must not answer what policy decided as another one.
    @Test(arguments: ["get", "Get", "trace", "connect", "pROPFIND", "x"])
    func aMethodInSmallLettersIsRefused(name: String) {
        #expect(throws: MessageRefusal.method) { try ParsedRequest.parse(HeadText.request("\(name) / HTTP/1.1")) }
    }

    @Test(arguments: [
        ("http://a.test/x?y", "/x", "?y"), ("HTTP://A.TEST/", "/", ""), ("https://a.test/x", "/x", ""),
        ("http://a.test", "", ""), ("http://a.test?q", "", "?q"),
    ])
    func theAbsoluteFormIsTakenApart(target: String, path: String, query: String) throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("GET \(target) HTTP/1.1")))
        #expect(request.head.targetForm == .absolute)
        #expect(request.text(request.head.path) == path)
        #expect(request.text(request.head.query) == query)
        #expect(request.text(request.head.authority) == "a.test")
    }

    @Test func theAsteriskFormIsForOptions() throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("OPTIONS * HTTP/1.1")))
        #expect(request.head.targetForm == .asterisk)
        #expect(request.text(request.head.path) == "*")
        #expect(request.head.query.isEmpty)
    }

    /// RFC 9112 §2.2.
    @Test func oneEmptyLineBeforeTheRequestIsIgnored() throws {
        let text = "\r\n" + HeadText.request("GET /a HTTP/1.1")
        let request = try #require(try ParsedRequest.parse(text))
        #expect(request.text(request.head.path) == "/a")
        #expect(request.head.headLength == text.octets.count)
    }

    static let refused = [
        RefusedMessage("two empty lines", "\r\n\r\nGET / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a bare LF first", "\nGET / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a bare CR first", "\rGET / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a space first", " GET / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("no method", " / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a parenthesis in the method", "G(T / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a colon in the method", "GET: / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("obs-text in the method", "G\u{C9}T / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a NUL in the method", "G\u{0}T / HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a tab after the method", "GET\t/ HTTP/1.1\r\n", .requestLine),
        RefusedMessage("two spaces after the method", "GET  / HTTP/1.1\r\n", .target),
        RefusedMessage("two spaces after the target", "GET /  HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a tab after the target", "GET /\tHTTP/1.1\r\n", .target),
        RefusedMessage("no version", "GET /\r\n", .requestLine),
        RefusedMessage("a bare LF without version", "GET /\n", .requestLine),
        RefusedMessage("a bare LF", "GET / HTTP/1.1\nHost: a.test\r\n", .requestLine),
        RefusedMessage("a bare CR", "GET / HTTP/1.1\rHost: a.test\r\n", .requestLine),
        RefusedMessage("a space after the version", "GET / HTTP/1.1 \r\n", .requestLine),
        RefusedMessage("a version without name", "GET / XTTP/1.1\r\n", .requestLine),
        RefusedMessage("a lowercase version", "GET / http/1.1\r\n", .requestLine),
        RefusedMessage("a version of two digits", "GET / HTTP/1.10\r\n", .requestLine),
        RefusedMessage("a version of one digit", "GET / HTTP/1\r\nHost: a.test\r\n", .requestLine),
        RefusedMessage("HTTP/2.0", "GET / HTTP/2.0\r\n", .version),
        RefusedMessage("HTTP/2.0 ended by LF", "GET / HTTP/2.0\n", .requestLine),
        RefusedMessage("HTTP/2.0 and more", "GET / HTTP/2.0 \r\n", .requestLine),
        RefusedMessage("HTTP/1.2", "GET / HTTP/1.2\r\n", .version),
        RefusedMessage("HTTP/0.9", "GET / HTTP/0.9\r\n", .version),
        RefusedMessage("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .asteriskForm),
        RefusedMessage("CONNECT", "CONNECT a.test:443 HTTP/1.1\r\n", .method),
        RefusedMessage("TRACE", "TRACE / HTTP/1.1\r\n", .method),
        RefusedMessage("a long method", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n", .method),
        RefusedMessage("the asterisk form for GET", "GET * HTTP/1.1\r\n", .asteriskForm),
        RefusedMessage("more than an asterisk", "OPTIONS *a HTTP/1.1\r\n", .target),
        RefusedMessage("an asterisk with a query", "OPTIONS *?a HTTP/1.1\r\n", .target),
        RefusedMessage("the authority form", "GET a.test:80 HTTP/1.1\r\n", .target),
        RefusedMessage("a target without slash", "GET a HTTP/1.1\r\n", .target),
        RefusedMessage("a target of two bytes alone", "GET a\r\n", .target),
        RefusedMessage("another scheme", "GET ftp://a.test/ HTTP/1.1\r\n", .target),
        RefusedMessage("a scheme with one slash", "GET http:/a.test/ HTTP/1.1\r\n", .target),
        RefusedMessage("a scheme alone", "GET http\r\n", .target),
        RefusedMessage("a scheme and a colon", "GET http:\r\n", .target),
        RefusedMessage("a scheme and one slash", "GET http:/\n", .target),
        RefusedMessage("no target", "GET \r\n", .target),
        RefusedMessage("a backslash for the slash", "GET \\a HTTP/1.1\r\n", .target),
        RefusedMessage("a query without path", "GET ?a HTTP/1.1\r\n", .target),
        RefusedMessage("a fragment", "GET /#a HTTP/1.1\r\n", .target),
        RefusedMessage("a fragment after the query", "GET /?a#b HTTP/1.1\r\n", .target),
        RefusedMessage("a fragment after the authority", "GET http://a.test#b HTTP/1.1\r\n", .target),
        RefusedMessage("a NUL in the path", "GET /a\u{0}b HTTP/1.1\r\n", .target),
        RefusedMessage("a NUL in the query", "GET /?a\u{0}b HTTP/1.1\r\n", .target),
        RefusedMessage("a DEL in the path", "GET /a\u{7F}b HTTP/1.1\r\n", .target),
        RefusedMessage("a space in the path", "GET /a b HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a bare CR in the path", "GET /a\rb HTTP/1.1\r\n", .requestLine),
        RefusedMessage("a TLS handshake", "\u{16}\u{3}\u{1}\u{2}\u{0}", .requestLine),
    ]

    @Test(arguments: refused)
    func aBadLineIsRefused(_ message: RefusedMessage) {
        #expect(throws: message.refusal) { try ParsedRequest.parse(message.bytes) }
    }

    /// A peer that sends byte by byte gets the answer that it gets for all bytes at once.
    @Test(arguments: refused)
    func aRefusalDoesNotDependOnHowTheBytesCome(_ message: RefusedMessage) {
        let whole = message.bytes + HeadText.request().octets
        let cuts = Array(whole.indices)
        #expect(ParsedRequest.outcome(whole, cutAt: cuts) == ParsedRequest.outcome(whole))
    }

    /// Visible characters that a target may not have by RFC 3986 are left to the canonical path, obs-text as well.
    @Test(arguments: ["/a\"b", "/<a>", "/a|b", "/a\\b", "/^`{}", "/\u{C3}\u{A9}", "/%", "/?\u{80}\"\\"])
    func oddTargetsAreKeptByteForByte(target: String) throws {
        let request = try #require(try ParsedRequest.parse(HeadText.request("GET \(target) HTTP/1.1")))
        #expect(request.text(request.head.path) + request.text(request.head.query) == target)
    }
}
