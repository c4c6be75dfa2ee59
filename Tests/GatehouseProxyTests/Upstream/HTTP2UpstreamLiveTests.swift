import NIOCore
import NIOHPACK
import NIOHTTP2
import Synchronization
import Testing

@testable import GatehouseProxy

@Suite("Upstreams that speak HTTP/2", .timeLimit(.minutes(1)))
struct HTTP2UpstreamLiveTests {
    private func run(
        _ upstream: HTTP2Upstream,
        configuration: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture) async throws -> Void
    ) async throws {
        try await ProxyFixture.run(
            upstream: upstream.port,
            at: "h2c://127.0.0.1",
            configuration: configuration,
            body
        )
        try await upstream.stop()
    }

    private let open = ProxyFixture.request("GET /app/open")
    private let chunkedUpload = ProxyFixture.request("POST /app/body", fields: ["Transfer-Encoding: chunked"])

    private static let ok = [(":status", "200")]
    /// With the line end before it: the head may end with a "0" as well.
    private static let lastChunk = "\r\n0\r\n\r\n"

    // MARK: What is carried

    /// Its block was compressed, and the upstream never saw it: later blocks would be read by another table.
    @Test func aHeadThatDoesNotFitLeavesLaterOnesWhole() async throws {
        let upstream = try await HTTP2Upstream.start(always: "hello")
        try await run(upstream) { fixture in
            for count in [1_900, 5_600, 9_000] {
                let bad = ProxyFixture.request(
                    "GET /app/open",
                    fields: ["X-Bad: a\(String(repeating: "\t", count: count))a"]
                )
                _ = try await fixture.client().exchange(bad, endingWith: [Self.lastChunk, "}"])
                let good = ProxyFixture.request("GET /app/open", fields: ["X-Good: \(count)"])
                let answer = try await fixture.client().exchange(good, endingWith: Self.lastChunk)
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                let head = try #require(upstream.heads.last)
                #expect(head["x-good"] == ["\(count)"] && head["x-bad"] == [])
                #expect(head["x-forwarded-for"].count == 1 && head["x-request-id"].count == 1)
            }
        }
    }

    @Test func aRequestIsCarriedInItsOwnWords() async throws {
        let upstream = try await HTTP2Upstream.start(always: "hello")
        try await run(upstream) { fixture in
            let request = ProxyFixture.request(
                "GET /app/open?a=b",
                fields: ["Connection: x-drop", "X-Drop: 1", "X-Keep: 2"]
            )
            let answer = try await fixture.client().exchange(request, endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 \r\n"))
            #expect(answer.contains("\r\ncontent-type: text/plain\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n5\r\nhello\r\n0\r\n\r\n"))
        }
        let head = try #require(upstream.heads.first)
        #expect(
            head.prefix(4).map { "\($0.name) \($0.value)" } == [
                ":method GET", ":scheme http", ":path /app/open?a=b", ":authority localhost:8080",
            ]
        )
        #expect(head["x-keep"] == ["2"])
        #expect(head["x-request-id"].count == 1)
        for name in ["x-drop", "host", "connection", "transfer-encoding", "te"] { #expect(head[name].isEmpty) }
        #expect(head.allSatisfy { $0.name == $0.name.lowercased() })
    }

    @Test func manyRequestsAreCarriedAtOnceOnOneConnection() async throws {
        let waiting = Mutex<[HTTP2Upstream.Reply]>([])
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard event.endsStream else { return }
            let all = waiting.withLock { waiting in
                waiting.append(reply)
                return waiting.count == 20 ? waiting : []
            }
            // The last one first.
            for reply in all.reversed() {
                reply.head(Self.ok)
                reply.data("hello \(reply.stream)", endsStream: true)
            }
        }
        try await run(upstream) { fixture in
            try await withThrowingTaskGroup(of: String.self) { tasks in
                for _ in 0..<20 {
                    tasks.addTask {
                        let client = try await fixture.client()
                        return try await client.exchange(
                            ProxyFixture.request("GET /app/open"),
                            endingWith: Self.lastChunk
                        )
                    }
                }
                var answers: Set<String> = []
                for try await answer in tasks {
                    answers.insert(String(answer.split(separator: "\r\n").last { $0.hasPrefix("hello") } ?? ""))
                }
                #expect(answers.count == 20)
            }
        }
        #expect(upstream.connectionCount == 1)
        #expect(upstream.mostStreams == 20)
    }

    @Test func anUpstreamThatTakesOneAtATimeGetsAnotherConnection() async throws {
        let settings = [HTTP2Setting(parameter: .maxConcurrentStreams, value: 1)]
        let waiting = Mutex<[HTTP2Upstream.Reply]>([])
        let upstream = try await HTTP2Upstream.start(settings: settings) { _, reply in
            waiting.withLock { $0.append(reply) }
        }
        try await run(upstream) { fixture in
            let clients = [try await fixture.client(), try await fixture.client()]
            for client in clients { try await client.send(open) }
            await until { upstream.heads.count == 2 }
        }
        #expect(upstream.connectionCount == 2)
        #expect(upstream.mostStreams == 1)
    }

    @Test func aChunkedBodyAndItsTrailersGoUpAsFrames() async throws {
        let body = Mutex("")
        let upstream = try await HTTP2Upstream.start { event, reply in
            switch event {
            case .data(let bytes, _): body.withLock { $0 += String(buffer: bytes) }
            case .trailers(let block):
                reply.head(Self.ok)
                reply.data("sum \(block.first(name: "x-sum") ?? "none") host \(block["host"].count)", endsStream: true)
            default: break
            }
        }
        try await run(upstream) { fixture in
            let upload = chunkedUpload + "3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Sum: 7\r\nHost: evil\r\n\r\n"
            let answer = try await fixture.client().exchange(upload, endingWith: Self.lastChunk)
            #expect(answer.contains("sum 7 host 0"))
        }
        #expect(body.withLock { $0 } == "abcdefg")
    }

    @Test func trailersComeDownBehindTheLastChunk() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard event.endsStream else { return }
            reply.head([(":status", "200"), ("content-type", "application/grpc")])
            reply.data("message")
            reply.head([("grpc-status", "5"), ("grpc-message", "gone"), ("set-cookie", "a=b")], endsStream: true)
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: "gone\r\n\r\n")
            #expect(answer.hasSuffix("\r\n0\r\ngrpc-status: 5\r\ngrpc-message: gone\r\n\r\n"))
        }
    }

    @Test func anAnswerThatIsOnlyAHeadHasALength() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard event.endsStream else { return }
            reply.head([(":status", "200"), ("grpc-status", "12")], endsStream: true)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            for _ in 0..<2 {
                let answer = try await client.exchange(open, endingWith: "\r\n\r\n")
                #expect(answer.contains("\r\ngrpc-status: 12\r\n"))
                #expect(answer.contains("content-length: 0\r\n"))
            }
        }
    }

    @Test(arguments: [("204", "GET"), ("304", "GET"), ("200", "HEAD")])
    func answersWithoutABodyEndWithTheirHead(_ status: String, _ method: String) async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard event.endsStream else { return }
            reply.head([(":status", status), ("x-end", "1")])
            reply.data("", endsStream: true)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            for _ in 0..<2 {
                let request = ProxyFixture.request("\(method) /app/open")
                let answer = try await client.exchange(request, endingWith: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
        }
        #expect(upstream.heads.count == 2)
    }

    @Test func interimResponsesComeFirst() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            switch event {
            case .head:
                reply.head([(":status", "103"), ("link", "</a.css>")])
                reply.head([(":status", "100")])
            case .data(_, true):
                reply.head(Self.ok)
                reply.data("done", endsStream: true)
            default: break
            }
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            let fields = ["Content-Length: 3", "Expect: 100-continue"]
            let head = ProxyFixture.request("POST /app/body", fields: fields)
            let interim = try await client.exchange(head, endingWith: "HTTP/1.1 100 \r\n\r\n")
            #expect(interim.hasPrefix("HTTP/1.1 103 \r\nlink: </a.css>\r\n"))
            let answer = try await client.exchange("abc", endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(upstream.heads.first?["expect"] == ["100-continue"])
    }

    @Test func bothDirectionsAreLiveAtOnce() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            switch event {
            case .head: reply.head(Self.ok)
            case .data(let bytes, let endsStream): reply.data("echo " + String(buffer: bytes), endsStream: endsStream)
            default: break
            }
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            _ = try await client.exchange(chunkedUpload, endingWith: "\r\n\r\n")
            for round in 0..<5 {
                let answer = try await client.exchange("1\r\n\(round)\r\n", endingWith: "\r\n")
                #expect(answer == "6\r\necho \(round)\r\n")
            }
            let end = try await client.exchange("0\r\n\r\n", endingWith: Self.lastChunk)
            #expect(end.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func anAnswerBeforeTheRequestEndsStopsTheUpload() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .data = event else { return }
            reply.head([(":status", "413")])
            reply.data("too much", endsStream: true)
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(chunkedUpload + "3\r\nabc\r\n", endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            await until { upstream.resets == [.cancel] }
            let next = try await fixture.client().exchange(chunkedUpload + "3\r\nabc\r\n", endingWith: Self.lastChunk)
            #expect(next.hasPrefix("HTTP/1.1 413 "))
        }
        #expect(upstream.connectionCount == 1)
    }

    // MARK: What fails

    @Test func aRequestThatWasNotLookedAtIsSentOnANewConnection() async throws {
        let upstream = try await HTTP2Upstream.start { _, reply in
            guard reply.connection > 0 else { return reply.goAway(.rootStream) }
            reply.head(Self.ok)
            reply.data("hello", endsStream: true)
        }
        try await run(upstream) { fixture in
            // Whatever the method: nobody has acted upon it.
            let request = ProxyFixture.request("POST /app/body", fields: ["Content-Length: 0"])
            let answer = try await fixture.client().exchange(request, endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(upstream.connectionCount == 2)
    }

    @Test func whatStandsBeforeAGoAwayIsFinished() async throws {
        let first = Mutex<HTTP2Upstream.Reply?>(nil)
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard reply.connection == 0 else {
                reply.head(Self.ok)
                return reply.data("second", endsStream: true)
            }
            first.withLock { $0 = reply }
            reply.head(Self.ok)
            reply.data("first")
            reply.goAway(reply.stream)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            _ = try await client.exchange(open, endingWith: "first\r\n")
            let other = try await fixture.client().exchange(open, endingWith: Self.lastChunk)
            #expect(other.contains("second"))
            first.withLock { $0?.later { $0.data(" end", endsStream: true) } }
            let rest = await client.text { $0.hasSuffix(Self.lastChunk) }
            #expect(rest == "4\r\n end\r\n0\r\n\r\n")
        }
        #expect(upstream.connectionCount == 2)
    }

    @Test func aRefusedStreamIsTriedOnceMore() async throws {
        let tries = Mutex(0)
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head = event else { return }
            let isFirst = tries.withLock { tries in
                tries += 1
                return tries == 1
            }
            if isFirst { return reply.reset(.refusedStream) }
            reply.head(Self.ok)
            reply.data("hello", endsStream: true)
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func oneThatRefusesAlwaysIsNotAskedForEver() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            if case .head = event { reply.reset(.refusedStream) }
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 502 "))
        }
        #expect(upstream.heads.count == 2)
    }

    @Test(arguments: [HTTP2ErrorCode.internalError, .cancel, .noError])
    func aResetBeforeAnyAnswerIsABadGateway(_ code: HTTP2ErrorCode) async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            if case .head = event { reply.reset(code) }
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 502 "))
            #expect(answer.contains("upstream_closed"))
        }
        #expect(upstream.heads.count == 1)
    }

    @Test func aResetInsideAnAnswerCutsTheClientAndNobodyElse() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head(let head, _) = event else { return }
            reply.head(Self.ok)
            reply.data("hello", endsStream: head["x-whole"].count == 1)
            if head["x-whole"].isEmpty { reply.reset(.internalError) }
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            try await client.send(open)
            let text = await client.textToEnd()
            #expect(!text.hasSuffix(Self.lastChunk))
            let whole = ProxyFixture.request("GET /app/open", fields: ["X-Whole: 1"])
            let answer = try await fixture.client().exchange(whole, endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(upstream.connectionCount == 1)
    }

    @Test func aResetBehindAWholeAnswerIsFine() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .data = event else { return }
            reply.head(Self.ok)
            reply.data("hello", endsStream: true)
            // RFC 9113 §8.1: it does not want the rest of the request.
            reply.reset(.noError)
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(chunkedUpload + "3\r\nabc\r\n", endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func aClientThatGoesCancelsItsStreamAlone() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head(let head, _) = event else { return }
            reply.head(Self.ok)
            reply.data("hello", endsStream: head["x-whole"].count == 1)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            _ = try await client.exchange(open, endingWith: "hello\r\n")
            try await client.close()
            await until { upstream.resets == [.cancel] }
            let whole = ProxyFixture.request("GET /app/open", fields: ["X-Whole: 1"])
            let answer = try await fixture.client().exchange(whole, endingWith: Self.lastChunk)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(upstream.connectionCount == 1)
    }

    @Test func aHeadThatFitsIntoNoFrameIsRefusedAndHarmsNobody() async throws {
        let upstream = try await HTTP2Upstream.start(always: "hello")
        try await run(upstream) { fixture in
            let large = ProxyFixture.request(
                "GET /app/open",
                fields: ["X-Large: " + String(repeating: "~", count: 30_000)]
            )
            let answer = try await fixture.client().exchange(large, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            let next = try await fixture.client().exchange(open, endingWith: Self.lastChunk)
            #expect(next.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(upstream.connectionCount == 1)
        #expect(upstream.heads.count == 1)
    }

    @Test func oneThatSpeaksAnotherProtocolIsNotReached() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in
            .replyAndClose("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        }
        try await ProxyFixture.run(upstream: upstream.port, at: "h2c://127.0.0.1") { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
        }
        try await upstream.stop()
    }

    @Test func aWebSocketIsRefusedWithAReason() async throws {
        let upstream = try await HTTP2Upstream.start(always: "hello")
        try await run(upstream) { fixture in
            let request = ProxyFixture.request(
                "GET /app/open",
                fields: [
                    "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ]
            )
            let answer = try await fixture.client().exchange(request, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 501 "))
            #expect(answer.contains("upstream_no_websocket"))
        }
        #expect(upstream.heads.isEmpty)
    }

    static let hostileHeads: [[(String, String)]] = [
        [],
        [("x-a", "1")],
        [(":status", "200"), (":status", "200")],
        [("x-a", "1"), (":status", "200")],
        [(":status", "20")], [(":status", "2000")], [(":status", "abc")], [(":status", "999")], [(":status", "101")],
        [(":status", "200"), (":path", "/")],
        [(":status", "200"), ("connection", "close")],
        [(":status", "200"), ("transfer-encoding", "chunked")],
        [(":status", "200"), ("keep-alive", "1")],
        [(":status", "200"), ("proxy-connection", "a")],
        [(":status", "200"), ("upgrade", "websocket")],
        [(":status", "200"), ("x-a", "b\r\nset-cookie: a=b")],
        [(":status", "200"), ("x-a", "b\u{0}")],
        [(":status", "200"), ("x a", "b")],
        [(":status", "200"), ("x-a\r\nset-cookie", "b")],
        [(":status", "200"), ("content-length", "5"), ("content-length", "6")],
        [(":status", "200"), ("content-length", "-5")],
    ]

    @Test(arguments: hostileHeads)
    func aHeadThatIsMalformedIsABadGateway(_ head: [(String, String)]) async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head = event else { return }
            reply.head(head)
            reply.data("hello", endsStream: true)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            for _ in 0..<2 {
                let answer = try await client.exchange(open, endingWith: "}")
                #expect(answer.hasPrefix("HTTP/1.1 502 "))
                #expect(answer.contains("upstream_broken_response"))
            }
        }
        #expect(upstream.connectionCount == 1)
    }

    @Test(arguments: ["4", "6"])
    func aBodyOfAnotherLengthThanWasSaidCutsTheClient(_ length: String) async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head = event else { return }
            reply.head([(":status", "200"), ("content-length", length)])
            reply.data("hello", endsStream: true)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            try await client.send(open + open)
            let text = await client.textToEnd()
            #expect(text.components(of: "HTTP/1.1 200") <= 1)
            #expect(!text.contains("hello") || length == "6")
        }
    }

    @Test func tooManyInterimResponsesAreABadGateway() async throws {
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head = event else { return }
            for _ in 0..<40 { reply.head([(":status", "103")]) }
        }
        try await run(upstream) { fixture in
            let answer = try await fixture.client().exchange(open, endingWith: "}")
            #expect(answer.components(of: "HTTP/1.1 103") == 16)
            #expect(answer.contains("HTTP/1.1 502 "))
        }
    }

    // MARK: Back-pressure

    @Test func aClientThatDoesNotReadHoldsItsUpstreamStreamBack() async throws {
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 16_384)
        let upstream = try await HTTP2Upstream.start { event, reply in
            guard case .head(let head, _) = event else { return }
            reply.head(Self.ok)
            if head["x-small"].isEmpty { reply.flood(piece, times: 2_000) }
            reply.data("end", endsStream: true)
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            try await client.setReading(false)
            try await client.send(open)
            var before = -1
            while upstream.sentBytes != before {
                before = upstream.sentBytes
                // Others on the same connection are not held back.
                let small = ProxyFixture.request("GET /app/open", fields: ["X-Small: 1"])
                for _ in 0..<20 {
                    let answer = try await fixture.client().exchange(small, endingWith: Self.lastChunk)
                    #expect(answer.hasPrefix("HTTP/1.1 200 "))
                }
            }
            #expect(before < 16_000_000)
            try await client.setReading(true)
            let text = await client.text { $0.hasSuffix("end\r\n0\r\n\r\n") }
            #expect(text.utf8.count > 32_768_000)
        }
        #expect(upstream.connectionCount == 1)
    }

    @Test func anUpstreamThatDoesNotReadHoldsItsClientBack() async throws {
        let upstream = try await HTTP2Upstream.start(givesWindowBack: false) { _, _ in }
        let timeouts = ProxyConfiguration.fixture.with(\.timeouts.body, 4_000)
        try await run(upstream, configuration: timeouts) { fixture in
            let client = try await fixture.client()
            let piece = "40000\r\n" + String(repeating: "x", count: 262_144) + "\r\n"
            try await client.send(chunkedUpload)
            let sending = Task { for _ in 0..<200 { try await client.send(piece) } }
            let text = await client.text { $0.hasSuffix("}") }
            sending.cancel()
            #expect(text.hasPrefix("HTTP/1.1 504 "))
        }
        #expect(upstream.receivedBytes == 65_535)
    }

    @Test func largeBodiesPassBothWays() async throws {
        let size = 5_000_000
        let upstream = try await HTTP2Upstream.start { event, reply in
            switch event {
            case .head: reply.head(Self.ok)
            case .data(let bytes, let endsStream): reply.data(bytes, endsStream: endsStream)
            default: break
            }
        }
        try await run(upstream) { fixture in
            let client = try await fixture.client()
            let body = String(repeating: "0123456789", count: size / 10)
            let fields = ["Content-Length: \(size)"]
            let request = ProxyFixture.request("POST /app/body", fields: fields, body: body)
            let sending = Task { try await client.send(request) }
            let text = await client.text { $0.hasSuffix(Self.lastChunk) }
            try await sending.value
            #expect(text.utf8.count > size)
        }
        #expect(upstream.receivedBytes == size)
    }

    /// Waits for something that other tasks bring about.
    private func until(_ isDone: () -> Bool) async {
        while !isDone() { await Task.yield() }
    }
}

extension HTTP2Upstream.Reply {
    /// Writes from another thread than the connection's.
    fileprivate func later(_ body: @escaping @Sendable (HTTP2Upstream.Reply) -> Void) {
        eventLoop.execute { body(self) }
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
