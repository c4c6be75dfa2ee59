import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("What an upstream gets")
struct UpstreamHeadWriterTests {
    private func request(_ text: String) throws -> ParsedRequest {
        try #require(try ParsedRequest.parse(text))
    }

    @Test func aRequestIsForwardedWithWhatTheGateAdds() throws {
        let text = HeadText.request("GET /a?b HTTP/1.1", "Accept: */*", "Authorization: Bearer x", "Cookie: a=b")
        let identity = "X-Gatehouse-Subject: alice\r\nX-Gatehouse-Client: web\r\n".octets
        let written = ForwardedRequest.write(try request(text), identity: identity)
        #expect(
            try ForwardedRequest.lines(written) == [
                "GET /a?b HTTP/1.1", "Host: a.test", "Accept: */*", "Cookie: a=b", "X-Gatehouse-Subject: alice",
                "X-Gatehouse-Client: web", ForwardedRequest.requestIDLine, ForwardedRequest.traceLine,
                "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: a.test",
                "Forwarded: for=192.0.2.1;proto=http;host=a.test",
            ]
        )
    }

    /// The issuer's site gets credentials and cookies, and facts in place of chains.
    @Test func theIssuersSiteGetsCredentialsAndFacts() throws {
        let text = HeadText.request("POST /token HTTP/1.0", "Authorization: Basic x", "Cookie: gatehouse-a=b")
        let writer = UpstreamHeadWriter(destination: .control)
        let written = ForwardedRequest.write(try request(text), writer: writer, framing: BodyFraming.none)
        #expect(
            try ForwardedRequest.lines(written) == [
                "POST /token HTTP/1.1", "Host: a.test", "Authorization: Basic x", "Cookie: gatehouse-a=b",
                ForwardedRequest.requestIDLine, ForwardedRequest.traceLine, "X-Gatehouse-Peer: 192.0.2.1",
                "X-Gatehouse-Proto: http", "X-Gatehouse-Host: a.test",
            ]
        )
    }

    @Test(arguments: [
        ("/", "", 0, "/"), ("/app/x", "", 4, "/x"), ("/app", "", 4, "/"), ("/app/", "", 4, "/"),
        ("/x", "/base", 0, "/base/x"), ("/app/x/", "/base", 4, "/base/x/"), ("/app", "/base", 4, "/base/"),
    ])
    func thePathIsMountedAnew(path: String, base: String, stripped: Int, expected: String) throws {
        let writer = UpstreamHeadWriter(
            destination: .application(forwardsToken: false),
            basePath: base.octets,
            strippedPrefixLength: stripped
        )
        let parsed = try request(HeadText.request("GET /whatever?q=%2f HTTP/1.1"))
        let written = ForwardedRequest.write(parsed, writer: writer, path: path.octets)
        #expect(try ForwardedRequest.lines(written).first == "GET \(expected)?q=%2f HTTP/1.1")
    }

    @Test func theAsteriskIsForwarded() throws {
        let written = ForwardedRequest.write(try request(HeadText.request("OPTIONS * HTTP/1.1")))
        #expect(try ForwardedRequest.lines(written).first == "OPTIONS * HTTP/1.1")
    }

    /// RFC 9112 §3.2.2: the absolute form is for proxies; an upstream gets the origin form.
    @Test func theAbsoluteFormBecomesTheOriginForm() throws {
        let parsed = try request(HeadText.request("GET http://a.test?x HTTP/1.1"))
        let written = ForwardedRequest.write(parsed, path: "/".octets)
        #expect(try ForwardedRequest.lines(written).prefix(2) == ["GET /?x HTTP/1.1", "Host: a.test"])
    }

    @Test(arguments: [(true, ["Authorization: Bearer x"]), (false, [])])
    func theTokenIsForwardedOnlyOnDemand(forwardsToken: Bool, expected: [String]) throws {
        let fields = ["Authorization: Bearer x"]
        #expect(try ForwardedRequest.kept(fields, to: .application(forwardsToken: forwardsToken)) == expected)
    }

    @Test func theFramingIsThatOfTheRequest() throws {
        #expect(try ForwardedRequest.kept(["Content-Length: 007"]) == ["Content-Length: 007"])
        #expect(try ForwardedRequest.kept(["Content-Length: 0"]) == ["Content-Length: 0"])
        let chunked = ["Transfer-Encoding:  Chunked", "Trailer: X-Sum"]
        #expect(try ForwardedRequest.kept(chunked) == ["Trailer: X-Sum", "Transfer-Encoding: chunked"])
    }

    @Test func aFramingThatChangesIsWrittenAnew() throws {
        let chunked = ["Transfer-Encoding: chunked", "Trailer: X-Sum"]
        #expect(try ForwardedRequest.kept(chunked, framing: .length(1_234)) == ["Content-Length: 1234"])
        #expect(try ForwardedRequest.kept(["Content-Length: 5"], framing: .chunked) == ["Transfer-Encoding: chunked"])
        #expect(try ForwardedRequest.kept(["Content-Length: 5"], framing: BodyFraming.none) == [])
    }

    /// RFC 9110 §10.1.4: TE is listed in Connection, because it is for one connection only.
    @Test func trailersAreAskedForAnew() throws {
        let asked = ["TE: gzip, trailers", "Connection: TE"]
        #expect(try ForwardedRequest.kept(asked) == ["TE: trailers", "Connection: TE"])
        #expect(try ForwardedRequest.kept(["TE: gzip"]) == [])
        #expect(try ForwardedRequest.kept(asked, of: "GET / HTTP/1.0") == [])
    }

    @Test func anExpectationIsForwardedForHTTP11() throws {
        #expect(try ForwardedRequest.kept(["Expect: 100-continue"]) == ["Expect: 100-continue"])
        #expect(try ForwardedRequest.kept(["Expect: 100-continue"], of: "POST / HTTP/1.0") == [])
    }

    @Test func aForeignRequestIDStandsInPlaceOfOurs() throws {
        let name = RequestName(ForwardedRequest.name.identifier, foreign: "from-the-edge".octets)
        let parsed = try request(HeadText.request("GET / HTTP/1.1", "X-Request-Id: from-the-edge"))
        let lines = try ForwardedRequest.lines(ForwardedRequest.write(parsed, name: name))
        #expect(lines.filter { $0.hasPrefix("X-Request-Id") } == ["X-Request-Id: from-the-edge"])
        #expect(lines.contains(ForwardedRequest.traceLine))
    }
}
