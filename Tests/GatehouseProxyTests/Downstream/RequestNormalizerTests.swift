import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Authority and path as policy compares them")
struct RequestNormalizerTests {
    private func request(_ target: String, host: String = "a.test", method: String = "GET") throws -> ParsedRequest {
        try #require(try ParsedRequest.parse("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n".octets))
    }

    @Test(arguments: [
        ("a.test", false, "a.test"), ("A.Test:80", false, "a.test"), ("a.test:80", true, "a.test:80"),
        ("a.test:443", true, "a.test"), ("a.test:443", false, "a.test:443"), ("a.test:8080", false, "a.test:8080"),
        ("[2001:DB8::1]:80", false, "[2001:db8::1]"), ("a.test:080", false, "a.test:080"),
    ])
    func anAuthorityIsLowercasedAndLosesTheDefaultPort(host: String, isSecure: Bool, expected: String) throws {
        let request = try request("/", host: host)
        var normalizer = RequestNormalizer()
        try normalizer.normalize(request.head, in: request.buffer, isSecure: isSecure)
        #expect(String(octets: normalizer.authority) == expected)
    }

    @Test(arguments: [
        ("/a/./b/../c", "/a/c"), ("/%61?x=%61/../", "/a"), ("http://a.test", "/"), ("http://a.test?x", "/"),
        ("http://a.test/a/", "/a/"), ("/a%20b%3a", "/a%20b%3A"),
    ])
    func aPathIsCanonical(target: String, expected: String) throws {
        let request = try request(target)
        var normalizer = RequestNormalizer()
        try normalizer.normalize(request.head, in: request.buffer, isSecure: false)
        #expect(String(octets: normalizer.path) == expected)
        #expect(normalizer.ambiguity == nil)
    }

    @Test func theAsteriskIsKept() throws {
        let request = try request("*", method: "OPTIONS")
        var normalizer = RequestNormalizer()
        try normalizer.normalize(request.head, in: request.buffer, isSecure: false)
        #expect(String(octets: normalizer.path) == "*")
    }

    /// Whether an ambiguous path is refused is for the application to say, which is chosen by that path.
    @Test(arguments: [
        ("/a%2fb", PathOptions(encodedSlash: true), PathRefusal.encodedSlash, "/a%2Fb"),
        ("/a;b", PathOptions(parameters: true), .parameter, "/a;b"),
        ("//a", PathOptions(emptySegments: true), .emptySegment, "//a"),
        ("/%2541", PathOptions(doubleEncoding: true), .doubleEncoding, "/%2541"),
    ])
    func anAmbiguousPathIsJudgedByTheApplication(
        target: String,
        options: PathOptions,
        refusal: PathRefusal,
        expected: String
    ) throws {
        let request = try request(target)
        var normalizer = RequestNormalizer()
        try normalizer.normalize(request.head, in: request.buffer, isSecure: false)
        #expect(normalizer.ambiguity != nil)
        #expect(String(octets: normalizer.path) == expected)
        try normalizer.apply(options, to: request.head, in: request.buffer)
        #expect(String(octets: normalizer.path) == expected)
        #expect(throws: refusal) { try normalizer.apply(.strict, to: request.head, in: request.buffer) }
    }

    @Test(arguments: [
        ("/..", PathRefusal.leavesRoot), ("/a\\b", .backslash), ("/%00", .controlCharacter), ("/%", .badEscape),
        ("/%ff", .invalidUTF8), ("/a//%5c", .backslash), ("/a/..;x", .disguisedDotSegment),
        ("/a%2f..", .disguisedDotSegment),
    ])
    func whatNobodyCanOptInToIsRefusedAtOnce(target: String, refusal: PathRefusal) throws {
        let request = try request(target)
        var normalizer = RequestNormalizer()
        #expect(throws: refusal) { try normalizer.normalize(request.head, in: request.buffer, isSecure: false) }
    }

    /// The storage is used again: a request leaves nothing to the next.
    @Test func aNormalizerForgetsTheLastRequest() throws {
        var normalizer = RequestNormalizer()
        let ambiguous = try request("/long//ambiguous/path", host: "long.example.test:80")
        try normalizer.normalize(ambiguous.head, in: ambiguous.buffer, isSecure: false)
        let plain = try request("/a", host: "b")
        try normalizer.normalize(plain.head, in: plain.buffer, isSecure: false)
        #expect(normalizer.ambiguity == nil)
        #expect(String(octets: normalizer.path) == "/a")
        #expect(String(octets: normalizer.authority) == "b")
    }
}
