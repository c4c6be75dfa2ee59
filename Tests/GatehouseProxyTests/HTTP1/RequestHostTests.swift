import Testing

@testable import GatehouseProxy

@Suite("RFC 9112 §3.2: the host of a request")
struct RequestHostTests {
    @Test(arguments: [
        "a", "a.test", "A.Test", "a.test:80", "a.test:65535", "127.0.0.1:8080", "[::1]", "[::1]:8443",
        "[2001:db8::192.0.2.1]", "a_b.test", "xn--nxasmq6b", "a.test.", String(repeating: "a", count: 255),
    ])
    func aHostIsTaken(host: String) throws {
        let request = try #require(try ParsedRequest.parse("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"))
        #expect(request.text(request.head.authority) == host)
    }

    @Test(arguments: [
        "", " ", "a b", "a,b", "a.test, a.test", "a.test/", "a.test?x", "a.test#x", "user@a.test", "user:x@a.test",
        "a.test:", "a.test:x", "a.test:-1", "a.test:+1", "a.test:65536", "a.test:000080", "a.test:80:80", ":80", "[",
        "[]", "[:]", "[::1", "::1", "[::1]x", "[::1]:", "[fe80::1%25eth0]", "[v1.a]", "a%2Etest", "a\\b", "\"a\"",
        "a;b", "a.test\u{E9}", String(repeating: "a", count: 262),
    ])
    func aBadHostIsRefused(host: String) {
        #expect(throws: MessageRefusal.host) {
            try ParsedRequest.parse("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n".octets)
        }
    }

    static let refused = [
        RefusedMessage("no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", .missingHost),
        RefusedMessage("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", .missingHost),
        RefusedMessage("no Host with the absolute form", "GET http://a.test/ HTTP/1.1\r\n\r\n", .missingHost),
        RefusedMessage("two hosts", HeadText.request("GET / HTTP/1.1", "Host: b.test"), .duplicateHost),
        RefusedMessage("the same host twice", HeadText.request("GET / HTTP/1.1", "hOST: a.test"), .duplicateHost),
        RefusedMessage("another host in the target", HeadText.request("GET http://b.test/ HTTP/1.1"), .hostMismatch),
        RefusedMessage("another port in the target", HeadText.request("GET http://a.test:80/ HTTP/1.1"), .hostMismatch),
        RefusedMessage("a longer host in the target", HeadText.request("GET http://a.test.b/ HTTP/1.1"), .hostMismatch),
        RefusedMessage("user information", HeadText.request("GET http://u@a.test/ HTTP/1.1"), .hostMismatch),
        RefusedMessage("no host in the target", HeadText.request("GET http:///a HTTP/1.1"), .hostMismatch),
    ]

    @Test(arguments: refused)
    func anAmbiguousHostIsRefused(_ message: RefusedMessage) {
        #expect(throws: message.refusal) { try ParsedRequest.parse(message.bytes) }
    }

    /// A host is compared without case, and with its port.
    @Test func theTargetAndHostMayDifferInCase() throws {
        let text = "GET http://A.TEST:8080/ HTTP/1.1\r\nHost: a.test:8080\r\n\r\n"
        let request = try #require(try ParsedRequest.parse(text))
        #expect(request.text(request.head.authority) == "a.test:8080")
    }
}
