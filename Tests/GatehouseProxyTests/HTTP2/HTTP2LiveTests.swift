import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Requests over HTTP/2", .timeLimit(.minutes(1)))
struct HTTP2LiveTests {
    private typealias Frame = FrameClient.Frame

    static let configuration = ProxyConfiguration.fixture.with(\.speaksHTTP2InTheClear, true)

    static func run(
        upstream: ScriptedUpstream,
        configuration: ProxyConfiguration = configuration,
        _ body: (ProxyFixture, FrameClient) async throws -> Void
    ) async throws {
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            try await body(fixture, client)
            try? await client.close()
        }
        try await upstream.stop()
    }

    /// Answers with what it got.
    static func echo() async throws -> ScriptedUpstream {
        try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return .reply("HTTP/1.1 200 OK\r\nContent-Length: \(received.utf8.count)\r\n\r\n\(received)")
        }
    }

    static func ok(_ body: String = "hello") async throws -> ScriptedUpstream {
        try await .start(always: "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    @Test func aRequestIsCarried() async throws {
        try await Self.run(upstream: Self.ok()) { fixture, client in
            let response = try await client.get("/app/open")
            #expect(response.status == "200" && response.text == "hello")
            #expect(response.field("x-a") == "b" && response.field("content-length") == "5")
            #expect(response.field("x-request-id") != nil && response.field("connection") == nil)
        }
    }

    @Test func theUpstreamSeesARequestOfHTTP1() async throws {
        let upstream = try await Self.echo()
        try await Self.run(upstream: upstream) { fixture, client in
            let fields = [("x-b", "c"), ("cookie", "d=1"), ("cookie", "e=2"), ("x-gatehouse-subject", "root")]
            let text = try await client.get("/app/open?f", fields: fields).text
            #expect(
                text.hasPrefix("GET /app/open?f HTTP/1.1\r\nhost: localhost:8080\r\nx-b: c\r\ncookie: d=1; e=2\r\n")
            )
            #expect(!text.contains("root"))
        }
    }

    /// Each would keep the only connection to the upstream, if its place were not given back.
    @Test func aBodyThatIsTooLargeBeforeThereIsAConnectionGivesItsPlaceBack() async throws {
        let configuration = Self.configuration.with(\.limits.bodyBytes, 10_000).with(\.upstreamConnections, 1)
        try await Self.run(upstream: Self.ok(), configuration: configuration) { _, client in
            for stream in [1, 3, 5] as [UInt32] {
                let fields = FrameClient.request("/app/body", method: "POST")
                let head = Frame(
                    type: Frame.headers,
                    flags: Frame.endHeaders,
                    stream: stream,
                    payload: try await client.block(fields)
                )
                let body = Frame(type: Frame.data, stream: stream, payload: Array(repeating: 0x78, count: 11_000))
                try await client.send(head, body)
                #expect(try await client.response(on: stream).status == "413")
            }
            let fields = FrameClient.request("/app/open")
            try await client.sendHeaders(fields, on: 7, endsStream: true)
            #expect(try await client.response(on: 7).status == "200")
        }
    }

    @Test func policyIsAskedForEveryStream() async throws {
        let token = try ProxyFixture.token()
        try await Self.run(upstream: Self.ok()) { fixture, client in
            let denied = try await client.get("/app/data")
            #expect(denied.status == "401" && denied.field("www-authenticate")?.hasPrefix("Bearer realm") == true)
            #expect(denied.text.contains("missing_token"))
            let allowed = try await client.get("/app/data", fields: [("authorization", "Bearer \(token)")])
            #expect(allowed.status == "200")
            #expect(try await client.get("/app/data/../nowhere").status == "404")
            #expect(try await client.get("/app/%2e%2e%2fx").status == "400")
            #expect(try await client.get("/elsewhere").status == "404")
        }
    }

    @Test func streamsAreCarriedAtOnce() async throws {
        try await Self.run(upstream: Self.ok()) { fixture, client in
            var streams: [UInt32] = []
            for _ in 0..<100 { streams.append(try await client.begin(FrameClient.request("/app/open"))) }
            for stream in streams.reversed() {
                #expect(try await client.response(on: stream).text == "hello")
            }
        }
    }

    @Test func aBodyOfUnknownLengthGoesInChunks() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("0\r\nx-sum: 7\r\n\r\n")
                ? .reply("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") : .wait
        }
        try await Self.run(upstream: upstream) { fixture, client in
            let stream = try await client.begin(FrameClient.request("/app/body", method: "POST"), endsStream: false)
            try await client.sendData("one", on: stream, endsStream: false)
            try await client.sendData("two", on: stream, endsStream: false)
            try await client.sendHeaders([("x-sum", "7"), ("content-length", "9")], on: stream, endsStream: true)
            #expect(try await client.response(on: stream).status == "200")
            let text = try #require(upstream.received.first)
            #expect(text.contains("Transfer-Encoding: chunked\r\n") && !text.contains("content-length"))
        }
    }

    @Test func aBodyOfKnownLengthKeepsIt() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("!") else { return .wait }
            return .reply("HTTP/1.1 200 OK\r\nContent-Length: \(received.utf8.count)\r\n\r\n\(received)")
        }
        try await Self.run(upstream: upstream) { fixture, client in
            let fields = [("content-length", "6")]
            let stream = try await client.begin(
                FrameClient.request("/app/body", fields, method: "PUT"),
                endsStream: false
            )
            try await client.sendData("hello!", on: stream)
            let text = try await client.response(on: stream).text
            #expect(text.contains("\r\ncontent-length: 6\r\n") && text.hasSuffix("\r\n\r\nhello!"))
        }
    }

    @Test func trailersAndInterimResponsesPass() async throws {
        let upstream = try await ScriptedUpstream.start(
            always:
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=b\r\n\r\n"
        )
        try await Self.run(upstream: upstream) { fixture, client in
            let response = try await client.get("/app/open")
            #expect(response.interims == ["103"])
            #expect(response.text == "abc" && response.trailer("x-sum") == "1" && response.trailers.count == 1)
        }
    }

    @Test func responsesWithoutABodyEndWithTheirHead() async throws {
        try await Self.run(upstream: .start(always: "HTTP/1.1 204 No Content\r\n\r\n")) { fixture, client in
            let stream = try await client.begin(FrameClient.request("/app/open"))
            let head = await client.next(Frame.headers)
            #expect(head?.stream == stream && head?.flags == Frame.endHeaders | Frame.endStream)
        }
    }

    /// The stream is closed as soon as its last frame is written, which is before the exchange has ended.
    @Test(arguments: [
        "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
    ])
    func aConnectionToTheUpstreamIsUsedAgain(response: String) async throws {
        let upstream = try await ScriptedUpstream.start(always: response)
        try await Self.run(upstream: upstream) { fixture, client in
            for _ in 0..<3 {
                let response = try await client.get("/app/open")
                #expect(response.isWhole)
            }
            #expect(upstream.connectionCount == 1)
            while fixture.records.all.count < 3 { await Task.yield() }
            #expect(fixture.records.all.allSatisfy { $0.upstreamFailure == nil })
        }
    }

    @Test func anUpstreamThatBreaksOffResetsTheStreamAlone() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return received.contains("?broken")
                ? .replyAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                : .reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await Self.run(upstream: upstream) { fixture, client in
            let broken = try await client.get("/app/open?broken")
            #expect(broken.status == "200" && broken.reset == 2 && !broken.isWhole)
            #expect(try await client.get("/app/open").text == "ok")
        }
    }

    /// A frame holds 16 KiB, and heads are sent in one.
    @Test func aHeadThatFitsNoFrameResetsItsStreamAlone() async throws {
        let field = "X-Long: " + String(repeating: "{", count: 10_000)
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return .reply(
                "HTTP/1.1 200 OK\r\n\(received.contains("?long") ? field : "X: y")\r\nContent-Length: 2\r\n\r\nok"
            )
        }
        try await Self.run(upstream: upstream) { _, client in
            let long = try await client.get("/app/open?long")
            #expect(long.reset == 2)
            #expect(try await client.get("/app/open").text == "ok")
        }
    }

    @Test func anUpstreamThatIsNotThereIsAnswered() async throws {
        try await ProxyFixture.run(upstream: 1, configuration: Self.configuration) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            let response = try await client.get("/app/open")
            #expect(response.status == "503" && response.text.contains("upstream_unreachable"))
        }
    }

    @Test func everyRequestIsWrittenDown() async throws {
        try await Self.run(upstream: Self.ok()) { fixture, client in
            _ = try await client.get("/app/open")
            _ = try await client.get("/app/data")
            let stream = try await client.begin([(":method", "GET"), (":path", "/app/open"), (":scheme", "http")])
            _ = try await client.response(on: stream)
            let bad = try await client.begin(FrameClient.request("/app/open", [("Upper", "case")]))
            _ = try await client.response(on: bad)
            while fixture.records.all.count < 4 { await Task.yield() }
            #expect(fixture.records.all.map(\.status) == [200, 401, 400, 0])
            #expect(fixture.records.all.map(\.detail) == [nil, nil, "missing_host", "field_name"])
            #expect(fixture.records.all[0].method == "GET" && fixture.records.all[0].path == "/app/open")
        }
    }

    @Test func aRefusedBodyIsAnsweredAndThenLeft() async throws {
        try await Self.run(upstream: Self.ok()) { fixture, client in
            let stream = try await client.begin(FrameClient.request("/app/data", method: "POST"), endsStream: false)
            let response = try await client.response(on: stream)
            #expect(response.status == "401" && response.isWhole)
            // A client that goes on is stopped without an error.
            try await client.sendData("more", on: stream, endsStream: false)
            let reset = await client.next(Frame.reset)
            #expect(reset?.stream == stream && reset?.number(at: 0) == 0)
            #expect(try await client.get("/app/open").status == "200")
        }
    }

    @Test func aClientThatCancelsFreesTheUpstream() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.contains("?wait") ? .wait : .reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await Self.run(upstream: upstream) { fixture, client in
            let stream = try await client.begin(FrameClient.request("/app/open?wait"))
            while !upstream.received.contains(where: { $0.contains("?wait") }) { await Task.yield() }
            try await client.send(Frame(type: Frame.reset, stream: stream, payload: Frame.bytes(8)))
            #expect(try await client.get("/app/open").text == "ok")
            while fixture.records.all.count < 2 { await Task.yield() }
            #expect(fixture.records.all.first?.upstreamFailure == "client_closed")
        }
    }

    @Test func aListenerThatWasNotAskedToSpeaksHTTP1Alone() async throws {
        let upstream = try await Self.ok()
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await RawClient.connect(to: fixture.port)
            try await client.send(FrameClient.preface)
            #expect(await client.textToEnd().hasPrefix("HTTP/1.1 400 "))
        }
        try await upstream.stop()
    }

    @Test func whereHTTP2IsSpokenHTTP1IsToo() async throws {
        let upstream = try await Self.ok()
        try await ProxyFixture.run(upstream: upstream.port, configuration: Self.configuration) { fixture in
            for first in ["G", "PR"] {
                let client = try await fixture.client()
                let request = ProxyFixture.request(first == "G" ? "GET /app/open" : "PROPFIND /app/open")
                try await client.send(first)
                let text = try await client.exchange(
                    String(request.dropFirst(first.count)),
                    endingWith: ["hello", "}"]
                )
                #expect(text.hasPrefix(first == "G" ? "HTTP/1.1 200 OK" : "HTTP/1.1 405 "))
            }
        }
        try await upstream.stop()
    }
}
