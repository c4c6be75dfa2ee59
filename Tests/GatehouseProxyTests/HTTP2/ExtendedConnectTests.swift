import GatehouseJOSE
import GatehousePolicy
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("RFC 8441: a WebSocket on a stream of HTTP/2", .timeLimit(.minutes(1)))
struct ExtendedConnectTests {
    private typealias Frames = FrameClient.Frame

    private static func handshake(
        _ path: String = "/app/open",
        _ fields: [(String, String)] = [("sec-websocket-version", "13")],
        protocol name: String = "websocket"
    ) -> [(String, String)] {
        [(":protocol", name)] + FrameClient.request(path, fields, method: "CONNECT")
    }

    private static func token(_ fields: String...) -> [(String, String)] {
        [("sec-websocket-version", "13"), ("sec-websocket-protocol", fields.joined(separator: ", "))]
    }

    private static func close(_ code: UInt16) -> [UInt8] {
        Frame.bytes(Frame.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    private static func run(
        _ upstream: SwitchingUpstream,
        configuration: ProxyConfiguration = HTTP2LiveTests.configuration,
        settings: [(String, LocatedNode)] = [],
        _ body: (ProxyFixture, FrameClient) async throws -> Void
    ) async throws {
        try await ProxyFixture.run(
            upstream: upstream.port,
            configuration: configuration,
            settings: settings
        ) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            try await body(fixture, client)
            try? await client.close()
        }
        try await upstream.stop()
    }

    /// Asks for a WebSocket, and waits for the head of the answer.
    private static func open(
        _ client: FrameClient,
        _ fields: [(String, String)] = handshake()
    ) async throws -> (stream: UInt32, answer: FrameClient.Response) {
        let stream = try await client.begin(fields, endsStream: false)
        return (stream, try await client.response(on: stream) { !$0.status.isEmpty })
    }

    private static func data(_ bytes: [UInt8], on stream: UInt32, ends: Bool = false) -> FrameClient.Frame {
        Frames(type: Frames.data, flags: ends ? Frames.endStream : 0, stream: stream, payload: bytes)
    }

    // MARK: The opening

    @Test func clientsAreToldThatTheyMayAsk() async throws {
        try await Self.run(.start()) { _, client in
            let settings = try #require(await client.next(Frames.settings))
            let pairs = stride(from: 0, to: settings.payload.count, by: 6)
                .map { Array(settings.payload[$0..<($0 + 6)]) }
            #expect(pairs.contains([0, 8, 0, 0, 0, 1]))
        }
    }

    @Test func itOpensAndCarriesFramesBothWays() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { fixture, client in
            let fields = Self.handshake(
                "/app/open?a=b",
                [("sec-websocket-version", "13"), ("sec-websocket-key", "none"), ("origin", "https://a.test")]
            )
            let (stream, answer) = try await Self.open(client, fields)
            #expect(answer.status == "200" && !answer.isWhole)
            for name in ["upgrade", "connection", "sec-websocket-accept", "content-length", "transfer-encoding"] {
                #expect(answer.field(name) == nil)
            }
            #expect(answer.field("date") != nil && answer.field("x-request-id") != nil)
            let head = upstream.visits[0].head
            #expect(head.hasPrefix("GET /app/open?a=b HTTP/1.1\r\n"))
            #expect(head.contains("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"))
            #expect(head.contains("\r\norigin: https://a.test\r\n") && !head.contains("none"))
            #expect(!head.contains("ransfer-") && !head.contains("ontent-") && !head.contains("websocket\r\nupgrade"))
            let asked = Frame.masked(Frame.text, "hello") + Frame.masked(Frame.ping, "")
            // Frames of HTTP/2 and of the WebSocket have nothing to do with each other.
            try await client.send(
                Self.data(Array(asked.prefix(3)), on: stream),
                Self.data(Array(asked.dropFirst(3)), on: stream)
            )
            #expect(await upstream.visit { $0.bytes.count >= asked.count }.bytes == asked)
            let answered = Frame.plain(Frame.text, "to you")
            try await upstream.send(answered)
            let got = try await client.response(on: stream) { $0.body.count >= answered.count }
            #expect(got.body == answered && !got.isWhole)
            // Other streams go on beside it, and a second WebSocket too.
            #expect(try await client.get("/app/data").status == "401")
            #expect(try await Self.open(client).answer.status == "200")
            #expect(try await fixture.proxy.sample().webSockets == 2)
        }
    }

    @Test func aTokenAmongTheSubprotocolsOpensIt() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let token = try ProxyFixture.token()
            let fields = Self.handshake("/app/data", Self.token("bearer", token))
            let (_, answer) = try await Self.open(client, fields)
            #expect(answer.status == "200" && answer.field("sec-websocket-protocol") == "bearer")
            let head = upstream.visits[0].head
            #expect(head.contains("\r\nX-Gatehouse-Subject: reader\r\n"))
            #expect(!head.contains("bearer") && !head.contains(token))
        }
    }

    @Test func whatTheUpstreamChoseIsPassedOn() async throws {
        let upstream = try await SwitchingUpstream.start(
            fields: ["Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Extensions: permessage-deflate", "X-A: b"]
        )
        try await Self.run(upstream) { _, client in
            let offer = Self.token("other", "chat") + [("sec-websocket-extensions", "permessage-deflate; a=1")]
            let (stream, answer) = try await Self.open(client, Self.handshake("/app/open", offer))
            #expect(answer.status == "200" && answer.field("sec-websocket-protocol") == "chat")
            #expect(answer.field("sec-websocket-extensions") == "permessage-deflate" && answer.field("x-a") == "b")
            // With an extension a reserved bit has a meaning.
            let frame = Frame.bytes(Frame.text, [1, 2, 3], reserved: 0x40, mask: [9, 8, 7, 6])
            try await client.send(Self.data(frame, on: stream))
            #expect(await upstream.visit { $0.bytes.count >= frame.count }.bytes == frame)
        }
    }

    @Test func itsOpeningTellsOfLimits() async throws {
        let limit = ProxyFixture.map([("by", ProxyFixture.scalar("client")), ("rate", ProxyFixture.scalar("1/hour"))])
        let settings = [("limits", LocatedNode(.sequence([limit]), at: SourceLocation(file: "app.yaml")))]
        try await Self.run(.start(), settings: settings) { _, client in
            let fields = Self.handshake("/app/data", Self.token("bearer", try ProxyFixture.token()))
            let (_, answer) = try await Self.open(client, fields)
            #expect(answer.status == "200")
            #expect(answer.field("ratelimit")?.hasPrefix("\"client\";r=0;t=") == true)
            #expect(try await Self.open(client, fields).answer.status == "429")
        }
    }

    // MARK: Refusals

    @Test func aHandshakeIsDecidedLikeTheGetItStandsFor() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { fixture, client in
            let missing = try await client.response(on: client.begin(Self.handshake("/app/data"), endsStream: false))
            #expect(missing.status == "401" && missing.isWhole && missing.text.contains("missing_token"))
            #expect(missing.field("www-authenticate")?.hasPrefix("Bearer ") == true)
            let token = try ProxyFixture.token()
            let other = try ProxyFixture.token(scope: "app_write")
            let version = ("sec-websocket-version", "13")
            let cases: [(String, [(String, String)])] = [
                ("403", Self.handshake("/app/data", Self.token("bearer", other))),
                (
                    "400",
                    Self.handshake("/app/data", Self.token("bearer", token) + [("authorization", "Bearer \(token)")])
                ),
                ("400", Self.handshake("/app/data", Self.token("bearer"))),
                ("404", Self.handshake("/app/nowhere")), ("404", Self.handshake("/elsewhere")),
                ("400", Self.handshake("/app/%2e%2e%2fx")),
                ("400", Self.handshake("/app/open", [])),
                ("426", Self.handshake("/app/open", [("sec-websocket-version", "8")])),
                ("400", Self.handshake("/app/open", [version, ("content-length", "3")])),
                ("501", Self.handshake(protocol: "connect-udp")), ("501", Self.handshake(protocol: "h2c")),
                ("501", Self.handshake("/oauth2/authorize")),
            ]
            for (status, fields) in cases {
                #expect(try await Self.open(client, fields).answer.status == status, "\(fields)")
            }
            #expect(upstream.visits.isEmpty)
            while fixture.records.all.count < 1 + cases.count { await Task.yield() }
            #expect(fixture.records.all.first?.method == "GET" && fixture.records.all.first?.route == "GET /data")
        }
    }

    /// The proof is one for the GET as well (RFC 9449 §4.2).
    @Test(arguments: [("GET", "200"), ("CONNECT", "401")])
    func aBoundTokenNeedsAProofForTheGet(method: String, status: String) async throws {
        try await Self.run(.start()) { _, client in
            let token = try ProofFixture.token()
            let proof = try ProofFixture(method: method, accessToken: token).text()
            let fields = [
                ("sec-websocket-version", "13"), ("authorization", "DPoP \(token)"), ("dpop", proof),
            ]
            #expect(try await Self.open(client, Self.handshake("/app/data", fields)).answer.status == status)
        }
    }

    @Test func whatComesBeforeTheAnswerGoesNowhere() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let block = try await client.block(Self.handshake())
            try await client.send(
                Frames(type: Frames.headers, flags: Frames.endHeaders, stream: 1, payload: block),
                Self.data(Frame.masked(Frame.text, "early"), on: 1)
            )
            let early = try await client.response(on: 1)
            #expect(early.status == "400" && early.text.contains("before the WebSocket is open"))
            // So does a stream that has ended before it began.
            try await client.sendHeaders(Self.handshake(), on: 3, endsStream: true)
            #expect(try await client.response(on: 3).status == "400")
            #expect(await upstream.visit(1) { $0.hasEnded }.bytes.isEmpty && upstream.visits[0].bytes.isEmpty)
        }
    }

    @Test func anotherStatusIsAnOrdinaryAnswer() async throws {
        let upstream = try await ScriptedUpstream.start(
            always: "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"
        )
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let stream = try await client.begin(Self.handshake(), endsStream: false)
            let answer = try await client.response(on: stream)
            #expect(answer.status == "403" && answer.text == "no" && answer.isWhole)
            // What comes behind it is nothing at all.
            try await client.send(Self.data(Frame.masked(Frame.text, "late"), on: stream))
            #expect(try await client.get("/app/open").status == "403")
            #expect(upstream.received.allSatisfy { $0.hasSuffix("\r\n\r\n") })
        }
    }

    /// In HTTP/2 a success would open what is not open.
    @Test(arguments: ["200 OK", "204 No Content"])
    func aSuccessThatOpensNothingIsNone(status: String) async throws {
        let upstream = try await ScriptedUpstream.start(always: "HTTP/1.1 \(status)\r\n\r\n")
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let answer = try await Self.open(client).answer
            #expect(answer.status == "501")
        }
    }

    @Test(arguments: ["Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "X-A: b"])
    func aWrongAnswerIsABadGateway(field: String) async throws {
        let lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", field]
        let upstream = try await ScriptedUpstream.start(always: HeadText.lines(lines))
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let stream = try await client.begin(Self.handshake(), endsStream: false)
            let answer = try await client.response(on: stream)
            #expect(answer.status == "502" && answer.text.contains("upstream_broken_response"))
        }
    }

    @Test func anUpstreamTakesSoManyAndNoMore() async throws {
        let upstream = try await SwitchingUpstream.start()
        let configuration = HTTP2LiveTests.configuration.with(\.upstreamWebSockets, 2)
        try await Self.run(upstream, configuration: configuration) { fixture, client in
            var streams: [UInt32] = []
            for _ in 0..<2 {
                let (stream, answer) = try await Self.open(client)
                #expect(answer.status == "200")
                streams.append(stream)
            }
            #expect(try await Self.open(client).answer.status == "503")
            for stream in streams {
                try await client.send(Frames(type: Frames.reset, stream: stream, payload: Frames.bytes(8)))
            }
            while try await fixture.proxy.sample().webSockets > 0 { await Task.yield() }
        }
    }

    // MARK: The end

    /// RFC 8441 §5: END_STREAM is the FIN of one side.
    @Test func eachSideEndsByItself() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { fixture, client in
            let (stream, _) = try await Self.open(client)
            let last = Frame.bytes(Frame.close, [3, 232], mask: [1, 2, 3, 4])
            try await client.send(Self.data(last, on: stream, ends: true))
            let visit = await upstream.visit { $0.hasEnded }
            #expect(visit.bytes == last && !visit.isClosed)
            try await upstream.send(Self.close(1000))
            try await upstream.finish()
            let end = try await client.response(on: stream)
            #expect(end.body == Self.close(1000) && end.isWhole && end.reset == nil)
            while fixture.records.all.count < 2 { await Task.yield() }
            #expect(fixture.records.all.map(\.part) == [.opening, .ending])
            #expect(fixture.records.all.allSatisfy { $0.status == 101 && $0.upstreamFailure == nil })
            #expect(try await fixture.proxy.sample().webSockets == 0)
            #expect(try await client.get("/app/data").status == "401")
        }
    }

    @Test func theUpstreamMayEndFirst() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let (stream, _) = try await Self.open(client)
            try await upstream.finish()
            let end = try await client.response(on: stream)
            #expect(end.isWhole && end.reset == nil && end.body.isEmpty)
            let late = Frame.masked(Frame.text, "still here")
            try await client.send(Self.data(late, on: stream, ends: true))
            #expect(await upstream.visit { $0.isClosed }.bytes == late)
        }
    }

    @Test func anUpstreamThatBreaksOffResetsTheStream() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let (stream, _) = try await Self.open(client)
            try await upstream.breakOff()
            let end = try await client.response(on: stream)
            // CANCEL.
            #expect(end.reset == 8 && !end.isWhole)
            #expect(try await client.get("/app/data").status == "401")
        }
    }

    @Test func aClientThatCancelsTakesTheUpstreamsSideAlong() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { fixture, client in
            let (stream, _) = try await Self.open(client)
            _ = try await Self.open(client)
            try await client.send(Frames(type: Frames.reset, stream: stream, payload: Frames.bytes(8)))
            _ = await upstream.visit { $0.hasEnded }
            #expect(try await fixture.proxy.sample().webSockets == 1)
            #expect(!upstream.visits[1].hasEnded)
            // With the connection all of them go.
            try await client.close()
            _ = await upstream.visit(1) { $0.hasEnded }
            while try await fixture.proxy.sample().webSockets > 0 { await Task.yield() }
        }
    }

    /// RFC 9113 §8.5: nothing but DATA goes on such a stream.
    @Test func fieldsInATunnelAreAnErrorOfTheStream() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let (stream, _) = try await Self.open(client)
            try await client.sendHeaders([("x-a", "b")], on: stream, endsStream: true)
            #expect(try await client.response(on: stream).reset == 1)
            _ = await upstream.visit { $0.hasEnded }
        }
    }

    @Test func whatIsNoFrameIsNotCarried() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let (stream, _) = try await Self.open(client)
            try await client.send(Self.data(Frame.plain(Frame.text, "not masked"), on: stream))
            let end = try await client.response(on: stream)
            #expect(end.body == Self.close(1002) && end.isWhole)
            #expect(await upstream.visit { $0.hasEnded }.bytes.count == 8)
        }
    }

    @Test func itEndsWithItsToken() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { fixture, client in
            let token = try ProxyFixture.token(issuedAt: LoopState.unixSeconds() - 658)
            let (stream, answer) = try await Self.open(client, Self.handshake("/app/data", Self.token("bearer", token)))
            #expect(answer.status == "200")
            let end = try await client.response(on: stream)
            #expect(end.body == Self.close(4401) && end.isWhole)
            while fixture.records.all.count < 2 { await Task.yield() }
            #expect(fixture.records.all.map(\.part) == [.opening, .ending])
            #expect(fixture.records.all.last?.upstreamFailure == "token_ended")
            #expect(await upstream.visit { $0.hasEnded }.bytes.prefix(2) == [0x88, 0x82])
            // A client that does not end its side is let go without an error.
            #expect(try await client.response(on: stream).reset == 0)
        }
    }

    @Test func itEndsWhenItsTokenIsRevoked() async throws {
        try await Self.run(.start()) { fixture, client in
            let fields = Self.handshake("/app/data", Self.token("bearer", try ProxyFixture.token()))
            let (stream, answer) = try await Self.open(client, fields)
            #expect(answer.status == "200")
            let now = LoopState.unixSeconds() + 1
            let entry = RevocationEntry(key: .client("reader"), revokedBefore: now, recordedAt: now, expiresAt: .max)
            fixture.proxy.apply([.revoke(entry)])
            #expect(try await client.response(on: stream).body == Self.close(4401))
        }
    }

    @Test func aServerThatStopsSaysThatItGoesAway() async throws {
        let upstream = try await SwitchingUpstream.start()
        let (ended, continuation) = AsyncStream.makeStream(of: FrameClient.Response?.self)
        try await ProxyFixture.run(upstream: upstream.port, configuration: HTTP2LiveTests.configuration) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            let (stream, _) = try await Self.open(client)
            Task {
                let end = try? await client.response(on: stream)
                try? await client.send(Self.data(Frame.masked(Frame.close, ""), on: stream, ends: true))
                continuation.yield(end)
                continuation.finish()
            }
        }
        for await end in ended { #expect(end?.body == Self.close(1001) && end?.isWhole == true) }
        #expect(await upstream.visit { $0.bytes.count >= 8 }.bytes.count == 8)
        try await upstream.stop()
    }

    // MARK: Windows

    @Test func aClientThatOpensNoWindowHoldsTheUpstreamBack() async throws {
        let upstream = try await SwitchingUpstream.start()
        try await Self.run(upstream) { _, client in
            let (stream, _) = try await Self.open(client)
            let frame = Frame.bytes(Frame.binary, Array(repeating: 7, count: 8_000_000))
            upstream.pour(frame)
            // As much as a client takes that has not said otherwise (RFC 9113 §6.9.2).
            var got = try await client.response(on: stream, opensWindows: false) { $0.body.count >= 65_535 }.body
            #expect(got.count == 65_535)
            // The connection answers, and sends nothing more of it.
            try await client.send(Frames(type: Frames.ping, payload: .init(repeating: 1, count: 8)))
            let next = await client.next()
            #expect(next?.type == Frames.ping)
            let more = Frames.bytes(UInt32(frame.count))
            try await client.send(
                Frames(type: Frames.windowUpdate, payload: more),
                Frames(type: Frames.windowUpdate, stream: stream, payload: more)
            )
            got +=
                try await client.response(on: stream, opensWindows: false) {
                    $0.body.count >= frame.count - 65_535
                }
                .body
            #expect(got == frame)
        }
    }

    @Test func anUpstreamThatDoesNotReadHoldsTheClientBack() async throws {
        let upstream = try await SwitchingUpstream.start()
        let configuration = HTTP2LiveTests.configuration.with(\.timeouts.body, 20_000)
        try await Self.run(upstream, configuration: configuration) { _, client in
            let (stream, _) = try await Self.open(client)
            try await upstream.setReading(paused: true)
            // More than sockets hold, in one frame whose mask changes nothing.
            let length: UInt64 = 8_000_000
            let header = [0x82, 0xFF] + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
            let frame = header + [0, 0, 0, 0] + Array(repeating: 7, count: Int(length))
            var open = (stream: HTTP2Limits.streamWindow, connection: HTTP2Limits.connectionWindow)
            var sent = 0
            /// Sends as much as the windows allow.
            func push() async throws {
                while sent < frame.count, min(open.stream, open.connection) > 0 {
                    let count = min(16_384, frame.count - sent, open.stream, open.connection)
                    try await client.send(Self.data(Array(frame[sent..<(sent + count)]), on: stream))
                    sent += count
                    open.stream -= count
                    open.connection -= count
                }
            }
            func note(_ update: FrameClient.Frame) {
                guard update.type == Frames.windowUpdate else { return }
                let more = Int(update.number(at: 0))
                if update.stream == stream { open.stream += more } else { open.connection += more }
            }
            /// Sends until the gate opens no window any more: a ping comes back without one before it.
            func pushUntilHeld() async throws {
                var isHeld = false
                while !isHeld, sent < frame.count {
                    try await push()
                    try await client.send(Frames(type: Frames.ping, payload: .init(repeating: 2, count: 8)))
                    isHeld = min(open.stream, open.connection) <= 0
                    while let frame = await client.next(), frame.type != Frames.ping {
                        note(frame)
                        isHeld = false
                    }
                }
            }
            try await pushUntilHeld()
            #expect(sent < frame.count)
            #expect(try await client.get("/app/data").status == "401")
            try await upstream.setReading(paused: false)
            while sent < frame.count {
                try await push()
                guard sent < frame.count, let frame = await client.next() else { break }
                note(frame)
            }
            #expect(await upstream.visit { $0.bytes.count >= frame.count }.bytes == frame)
        }
    }
}
