import Testing

@testable import GatehouseProxy

@Suite("Where a request in the clear is sent")
struct RedirectLocationTests {
    @Test(arguments: [
        ("/", "a.test", 443, "https://a.test/"), ("/a/b?c=d&e", "a.test:8080", 443, "https://a.test/a/b?c=d&e"),
        ("/x", "a.test", 8443, "https://a.test:8443/x"), ("/x", "[::1]:80", 8443, "https://[::1]:8443/x"),
        ("/x", "[::1]", 443, "https://[::1]/x"), ("//evil.test/x", "a.test", 443, "https://a.test//evil.test/x"),
        ("http://a.test?q", "a.test", 443, "https://a.test/?q"),
        ("/%0d%0aX:y", "a.test", 443, "https://a.test/%0d%0aX:y"),
    ])
    func itIsTheSamePlaceOverTLS(target: String, host: String, port: Int, url: String) throws {
        #expect(try location("GET \(target) HTTP/1.1", host: host, port: port) == url)
    }

    @Test func whatIsNoPlaceHasNone() throws {
        #expect(try location("OPTIONS * HTTP/1.1", host: "a.test", port: 443) == nil)
        #expect(try location("GET /é HTTP/1.1", host: "a.test", port: 443) == nil)
    }

    private func location(_ line: String, host: String, port: Int) throws -> String? {
        let text = HeadText.lines([line, "Host: \(host)"])
        let request = try #require(try ParsedRequest.parse(text))
        return RedirectLocation.url(of: request.head, in: request.buffer, port: port)
    }
}
