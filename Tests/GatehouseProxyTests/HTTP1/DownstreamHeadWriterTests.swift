import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("What a client gets")
struct DownstreamHeadWriterTests {
    @Test func aResponseIsForwardedWithWhatTheGateAdds() throws {
        let text = HeadText.response("HTTP/1.1 201 Created \u{E9}", "Content-Length: 5", "ETag: \"x\"")
        #expect(
            try DownstreamResponse.lines(text) == [
                "HTTP/1.1 201 Created \u{E9}", "Content-Length: 5", "ETag: \"x\"", DownstreamResponse.dateLine,
                ForwardedRequest.requestIDLine,
            ]
        )
        #expect(try DownstreamResponse.lines(text, closes: true).last == "Connection: close")
    }

    /// RFC 9110 §2.5: the gate answers with its own version; RFC 9112 §4: the space before the reason is required.
    @Test(arguments: [
        ("HTTP/1.0 200 OK", "HTTP/1.1 200 OK"), ("HTTP/1.1 404", "HTTP/1.1 404 "), ("HTTP/1.1 404 ", "HTTP/1.1 404 "),
        ("HTTP/1.0 599", "HTTP/1.1 599 "),
    ])
    func theStatusLineIsOurs(received: String, sent: String) throws {
        #expect(try DownstreamResponse.lines(HeadText.response(received)).first == sent)
    }

    @Test func aDateIsAddedOnlyWhereThereIsNone() throws {
        let text = HeadText.response("HTTP/1.1 200 OK", "DATE: today", "Content-Length: 0")
        let dates = try DownstreamResponse.lines(text).filter { $0.lowercased().hasPrefix("date") }
        #expect(dates == ["DATE: today"])
    }

    @Test(arguments: [
        "Connection: keep-alive", "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic", "Proxy-Connection: close",
        "Upgrade: h2c", "TE: trailers", "X-Request-Id: forged", "x-request-id: forged", "Trailer: X-Sum",
        "Proxy-Authentication-Info: x",
    ])
    func whatIsForOneConnectionIsRemoved(field: String) throws {
        let kept = try DownstreamResponse.kept(["A: 1", field, "Content-Length: 5"])
        #expect(kept == ["A: 1", "Content-Length: 5"])
    }

    @Test func whatConnectionNamesIsRemoved() throws {
        let fields = ["Connection: x-internal,\tETag", "X_INTERNAL: 1", "ETag: \"x\"", "Content-Length: 5"]
        #expect(try DownstreamResponse.kept(fields) == ["Content-Length: 5"])
    }

    @Test func chunksAreForHTTP11() throws {
        let fields = ["Transfer-Encoding: chunked", "Trailer: X-Sum"]
        #expect(try DownstreamResponse.kept(fields) == ["Trailer: X-Sum", "Transfer-Encoding: chunked"])
        #expect(try DownstreamResponse.kept(fields, version: .http10) == [])
        let text = HeadText.lines(["HTTP/1.1 200 OK"] + fields)
        #expect(try DownstreamResponse.lines(text, version: .http10).last == "Connection: close")
    }

    /// A response that ends with the upstream's connection ends with a chunk here, and the client's connection goes on.
    @Test func aResponseWithoutLengthIsChunked() throws {
        #expect(try DownstreamResponse.kept([]) == ["Transfer-Encoding: chunked"])
        #expect(try DownstreamResponse.kept([], of: "HTTP/1.1 200 OK", version: .http10) == [])
    }

    /// RFC 9110 §8.6: no length in a 204; to HEAD and in a 304 it tells of the body that is not there.
    @Test func lengthsWithoutBody() throws {
        let fields = ["Content-Length: 5"]
        #expect(try DownstreamResponse.kept(fields, of: "HTTP/1.1 204 No Content") == [])
        #expect(try DownstreamResponse.kept(fields, of: "HTTP/1.1 304 Not Modified") == fields)
        #expect(try DownstreamResponse.kept(fields, toHead: true) == fields)
        #expect(try DownstreamResponse.kept(["Transfer-Encoding: chunked"], toHead: true) == [])
    }

    static let ownCookies = [
        "Set-Cookie: gatehouse-session=x; Path=/", "set-cookie: __Host-gatehouse-session=x", "Set-Cookie:GATEHOUSE-x",
        "Set-Cookie: __HOST-Gatehouse-csrf=x",
    ]

    @Test(arguments: ownCookies)
    func onlyTheIssuersSiteSetsOurCookies(field: String) throws {
        let fields = ["Set-Cookie: a=b; Path=/", field, "Set-Cookie: gatehous=1", "Content-Length: 0"]
        #expect(try DownstreamResponse.kept(fields) == [fields[0], fields[2], fields[3]])
        #expect(try DownstreamResponse.kept(fields, from: .control) == fields)
    }

    /// Contract §2: where applications share the issuer's origin, none of them reaches beyond itself.
    @Test(arguments: ["Service-Worker-Allowed: /", "Clear-Site-Data: \"*\""])
    func anApplicationOnTheIssuersOriginKeepsToItself(field: String) throws {
        let fields = [field, "Content-Length: 0"]
        #expect(try DownstreamResponse.kept(fields) == fields)
        #expect(try DownstreamResponse.kept(fields, from: .control) == fields)
        #expect(try DownstreamResponse.kept(fields, from: .application(isOriginShared: true)) == [fields[1]])
    }

    @Test func interimResponsesAreRelayedWithoutFraming() throws {
        let text = HeadText.response(
            "HTTP/1.1 103 Early Hints",
            "Link: </a>",
            "Connection: X-A",
            "X-A: 1",
            "Upgrade: x"
        )
        let response = try #require(try ParsedResponse.parse(text.octets))
        var output = ByteBuffer()
        DownstreamHeadWriter(origin: .application(isOriginShared: false))
            .writeInterim(response.head, fields: response.fields, from: response.buffer, into: &output)
        #expect(output.octetText == "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    }
}
