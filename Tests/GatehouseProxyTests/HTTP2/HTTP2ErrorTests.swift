import NIOCore
import Testing

@testable import GatehouseProxy

/// What RFC 9113 says about frames and streams that break its rules, with the section of each case.
@Suite("RFC 9113: errors of connections and streams", .timeLimit(.minutes(2)))
struct HTTP2ErrorTests {
    typealias Frame = FrameClient.Frame

    struct Violation: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: UInt32
        var frames: [Frame]

        init(_ description: String, _ code: UInt32, _ frames: Frame...) {
            self.testDescription = description
            self.code = code
            self.frames = frames
        }
    }

    private static let (protocolError, flowControl, closed, frameSize, compression):
        (UInt32, UInt32, UInt32, UInt32, UInt32) = (1, 3, 5, 6, 9)
    private static let calm: UInt32 = 11
    /// GET http://localhost:8080/app/open, by indices of the static table and literals.
    static let request: [UInt8] =
        [0x82, 0x86, 0x04, 9] + Array("/app/open".utf8) + [0x01, 14] + Array("localhost:8080".utf8)

    private static func headers(_ stream: UInt32, flags: UInt8 = 5, _ payload: [UInt8] = request) -> Frame {
        Frame(type: Frame.headers, flags: flags, stream: stream, payload: payload)
    }

    private static func update(_ stream: UInt32, _ increment: UInt32) -> Frame {
        Frame(type: Frame.windowUpdate, stream: stream, payload: Frame.bytes(increment))
    }

    static let ofConnection: [Violation] = [
        Violation(
            "§4.2: a frame larger than was allowed",
            frameSize,
            Frame(type: 0, stream: 1, payload: .init(repeating: 0, count: 16_385))
        ),
        Violation(
            "§4.3: a block that cannot be decoded",
            compression,
            headers(1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        ),
        Violation(
            "§4.3: a block broken off by another frame",
            protocolError,
            headers(1, flags: 1),
            Frame(type: Frame.ping, payload: .init(repeating: 0, count: 8))
        ),
        Violation(
            "§4.3: a block continued on another stream",
            protocolError,
            headers(1, flags: 1),
            Frame(type: Frame.continuation, flags: 4, stream: 3, payload: [])
        ),
        Violation("§5.1: DATA on an idle stream", protocolError, Frame(type: 0, stream: 1, payload: [1])),
        Violation(
            "§5.1: RST_STREAM on an idle stream",
            protocolError,
            Frame(type: Frame.reset, stream: 1, payload: Frame.bytes(8))
        ),
        Violation("§5.1: WINDOW_UPDATE on an idle stream", protocolError, update(1, 100)),
        Violation(
            "§5.1: CONTINUATION out of nowhere",
            protocolError,
            Frame(type: Frame.continuation, flags: 4, stream: 1, payload: [])
        ),
        Violation("§5.1.1: an even stream", protocolError, headers(2)),
        Violation("§5.1.1: a stream below the last one", protocolError, headers(5), headers(3)),
        Violation(
            "§5.3.1, RFC 7540: a stream that depends on itself",
            protocolError,
            Frame(type: Frame.priority, stream: 1, payload: Frame.bytes(1) + [0])
        ),
        Violation("§6.1: DATA on stream 0", protocolError, Frame(type: 0, stream: 0, payload: [1])),
        Violation(
            "§6.1: padding longer than the frame",
            protocolError,
            headers(1, flags: 4),
            Frame(type: 0, flags: 8, stream: 1, payload: [9, 1])
        ),
        Violation("§6.2: HEADERS on stream 0", protocolError, headers(0)),
        Violation("§6.2: padding longer than the block", protocolError, headers(1, flags: 0x0D, [200] + request)),
        Violation("§6.4: RST_STREAM on stream 0", protocolError, Frame(type: Frame.reset, payload: Frame.bytes(8))),
        Violation(
            "§6.4: a short RST_STREAM",
            frameSize,
            headers(1),
            Frame(type: Frame.reset, stream: 1, payload: [0, 0, 8])
        ),
        Violation("§6.5: SETTINGS on a stream", protocolError, Frame(type: Frame.settings, stream: 1)),
        Violation(
            "§6.5: an acknowledgement with settings",
            frameSize,
            Frame(type: Frame.settings, flags: 1, payload: .init(repeating: 0, count: 6))
        ),
        Violation("§6.5: half a setting", frameSize, Frame(type: Frame.settings, payload: [0, 1, 0])),
        Violation("§6.5.2: ENABLE_PUSH of 2", protocolError, FrameClient.settings([(2, 2)])),
        Violation("§6.5.2: a window over 2^31-1", flowControl, FrameClient.settings([(4, 1 << 31)])),
        Violation("§6.5.2: a MAX_FRAME_SIZE too small", protocolError, FrameClient.settings([(5, 16_383)])),
        Violation("§6.5.2: a MAX_FRAME_SIZE too large", protocolError, FrameClient.settings([(5, 1 << 24)])),
        Violation(
            "§6.6: a client's PUSH_PROMISE",
            protocolError,
            Frame(type: Frame.push, flags: 4, stream: 1, payload: Frame.bytes(2) + request)
        ),
        Violation(
            "§6.7: PING on a stream",
            protocolError,
            Frame(type: Frame.ping, stream: 1, payload: .init(repeating: 0, count: 8))
        ),
        Violation("§6.7: a short PING", frameSize, Frame(type: Frame.ping, payload: [1])),
        Violation(
            "§6.8: GOAWAY on a stream",
            protocolError,
            Frame(type: Frame.goAway, stream: 1, payload: .init(repeating: 0, count: 8))
        ),
        Violation("§6.9: a short WINDOW_UPDATE", frameSize, Frame(type: Frame.windowUpdate, payload: [1])),
        Violation("§6.9: an increment of 0", protocolError, update(0, 0)),
        Violation("§6.9.1: a window that overflows", flowControl, update(0, .max >> 1)),
    ]

    @Test(arguments: ofConnection)
    func aConnectionErrorClosesTheConnection(_ violation: Violation) async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            try await client.send(violation.frames)
            let code = await client.end()
            #expect(code == violation.code || code == nil)
        }
    }

    static let ofStream: [(String, [(String, String)])] = [
        ("§8.2: a capital letter", FrameClient.request("/app/open", [("X-A", "b")])),
        ("§8.2.1: an LF in a value", FrameClient.request("/app/open", [("x-a", "b\nc: d")])),
        ("§8.2.1: a space at the end", FrameClient.request("/app/open", [("x-a", "b ")])),
        ("§8.2.2: connection", FrameClient.request("/app/open", [("connection", "keep-alive")])),
        ("§8.2.2: te", FrameClient.request("/app/open", [("te", "gzip")])),
        ("§8.2.2: transfer-encoding", FrameClient.request("/app/open", [("transfer-encoding", "chunked")])),
        ("§8.3: an unknown pseudo-header field", [(":verb", "a")] + FrameClient.request("/app/open")),
        ("§8.3: a pseudo-header field behind others", [("a", "b")] + FrameClient.request("/app/open")),
        ("§8.3.1: no path", [(":method", "GET"), (":scheme", "http"), (":authority", "localhost:8080")]),
        ("§8.3.1: two methods", [(":method", "GET")] + FrameClient.request("/app/open")),
        ("§8.3.1: another host", FrameClient.request("/app/open", [("host", "b.test")])),
        ("RFC 8441 §4: a protocol without CONNECT", [(":protocol", "websocket")] + FrameClient.request("/app/open")),
        (
            "RFC 8441 §4: a protocol without path",
            [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":authority", "localhost:8080")]
        ),
        ("§8.1.1: a length without a body", FrameClient.request("/app/open", [("content-length", "1")])),
    ]

    @Test(arguments: ofStream)
    func aMalformedRequestResetsItsStream(_ title: String, _ fields: [(String, String)]) async throws {
        let upstream = try await HTTP2LiveTests.ok()
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let response = try await client.response(on: client.begin(fields))
            #expect(response.reset == 1, "\(title)")
            #expect(upstream.received.isEmpty)
            #expect(try await client.get("/app/open").text == "hello")
        }
    }

    @Test(arguments: ["abcd", "ab"])
    func aBodyMustHaveTheLengthThatWasTold(body: String) async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let fields = FrameClient.request("/app/body", [("content-length", "3")], method: "POST")
            let stream = try await client.begin(fields, endsStream: false)
            try await client.sendData(body, on: stream)
            #expect(try await client.response(on: stream).reset == 1)
        }
    }

    @Test func dataBehindTheEndIsAnErrorOfItsStream() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let stream = try await client.begin(FrameClient.request("/app/open"))
            try await client.sendData("a", on: stream)
            #expect(try await client.response(on: stream).reset == Self.closed)
        }
    }

    @Test func connectIsRefused() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            let stream = try await client.begin(
                [(":method", "CONNECT"), (":authority", "a.test:443")],
                endsStream: false
            )
            #expect(try await client.response(on: stream).status == "501")
        }
    }

    /// §5.5, §4.1: what is not known is no error.
    @Test func unknownFramesAndFlagsAreIgnored() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            try await client.send(
                Frame(type: 0xEE, flags: 0xFF, stream: 0, payload: [1, 2, 3]),
                Frame(type: 0xEE, flags: 0xFF, stream: 9, payload: []),
                FrameClient.settings([(0xF0F0, 7)]),
                Frame(type: Frame.ping, flags: 0xFE, payload: .init(repeating: 7, count: 8))
            )
            #expect(await client.next(Frame.ping)?.payload == .init(repeating: 7, count: 8))
            #expect(try await client.get("/app/open").text == "hello")
        }
    }

    @Test func aBlockMayComeInPiecesAndPadded() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            var frames = [
                Frame(
                    type: Frame.headers,
                    flags: 0x29,
                    stream: 1,
                    payload: [2] + Frame.bytes(0) + [9] + Self.request.prefix(3) + [0, 0]
                )
            ]
            frames.append(Frame(type: Frame.continuation, flags: 0, stream: 1, payload: Array(Self.request[3..<9])))
            frames.append(Frame(type: Frame.continuation, flags: 4, stream: 1, payload: Array(Self.request[9...])))
            try await client.send(frames)
            #expect(try await client.response(on: 1).text == "hello")
        }
    }

    // MARK: Floods

    @Test func manyResetsEndTheConnection() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            for index in 0..<400 {
                let stream = UInt32(2 * index + 1)
                let frames = [Self.headers(stream), Frame(type: Frame.reset, stream: stream, payload: Frame.bytes(8))]
                guard (try? await client.send(frames)) != nil else { break }
            }
            let code = await client.end()
            #expect(code == Self.calm || code == nil)
        }
    }

    @Test func manyMalformedRequestsEndTheConnection() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            for index in 0..<200 {
                guard (try? await client.send(Self.headers(UInt32(2 * index + 1), [0x82]))) != nil else { break }
            }
            let code = await client.end()
            #expect(code == Self.calm || code == nil)
        }
    }

    static let floods: [Violation] = [
        Violation("pings", calm, Frame(type: Frame.ping, payload: .init(repeating: 0, count: 8))),
        Violation("settings", calm, FrameClient.settings([(4, 65_535)])),
        Violation("windows", calm, update(0, 1)),
    ]

    @Test(arguments: floods)
    func aFloodEndsTheConnection(_ flood: Violation) async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            try? await client.send(Array(repeating: flood.frames[0], count: 5_000))
            let code = await client.end()
            #expect(code == flood.code || code == nil)
        }
    }

    @Test func emptyDataAndContinuationsWithoutEndAreNotRead() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await HTTP2LiveTests.run(upstream: upstream) { fixture, client in
            let stream = try await client.begin(FrameClient.request("/app/body", method: "POST"), endsStream: false)
            try? await client.send(Array(repeating: Frame(type: 0, stream: stream), count: 500))
            let code = await client.end()
            #expect(code == Self.calm || code == nil)
            let other = try await FrameClient.connect(to: fixture.port)
            try? await other.send(
                [Self.headers(1, flags: 1)]
                    + Array(repeating: Frame(type: Frame.continuation, stream: 1, payload: [0x82]), count: 50)
            )
            let end = await other.end()
            #expect(end == Self.calm || end == nil)
        }
    }

    /// A small block that decodes into a large one, and one that is merely large.
    @Test func aHeadIsBounded() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { fixture, client in
            let many = (0..<250).map { ("x-\($0)", "v") }
            #expect(try await client.get("/app/open", fields: many).status == "431")
            #expect(try await client.get("/app/" + String(repeating: "a", count: 16_400)).status == "414")
            let bomb = try await FrameClient.connect(to: fixture.port)
            let value = String(repeating: "b", count: 4_000)
            let block = try await bomb.block(FrameClient.request("/app/open", [("x-bomb", value)]))
            let indexed = try await bomb.block([("x-bomb", value)])
            try await bomb.send(Self.headers(1, block + Array(repeating: indexed, count: 60).flatMap(\.self)))
            #expect(await bomb.end() != nil)
        }
    }

    // MARK: Windows

    /// Who is refused gets no room to send more.
    @Test func aClientMaySendNoMoreThanItsWindow() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { _, client in
            let stream = try await client.begin(FrameClient.request("/app/data", method: "POST"), endsStream: false)
            let piece = Frame(type: 0, stream: stream, payload: .init(repeating: 1, count: 16_384))
            try? await client.send(Array(repeating: piece, count: 10))
            #expect(await client.next(Frame.reset)?.number(at: 0) == Self.flowControl)
        }
    }

    @Test func aResponseWaitsForTheClientsWindow() async throws {
        let body = String(repeating: "x", count: 200_000)
        try await ProxyFixture.run(
            upstream: HTTP2LiveTests.ok(body).port,
            configuration: HTTP2LiveTests.configuration
        ) { fixture in
            let client = try await FrameClient.connect(to: fixture.port, settings: [(4, 0)])
            let stream = try await client.begin(FrameClient.request("/app/open"))
            #expect(await client.next(Frame.headers)?.stream == stream)
            // Nothing comes without a window; other streams are not held up.
            try await client.send(Frame(type: Frame.ping, payload: .init(repeating: 1, count: 8)))
            var frame = await client.next()
            while let other = frame, other.type != Frame.ping {
                #expect(other.type != Frame.data)
                frame = await client.next()
            }
            var received = 0
            while received < body.utf8.count {
                try await client.send(Self.update(stream, 10_000), Self.update(0, 10_000))
                var part = 0
                while part < 10_000, received + part < body.utf8.count, let data = await client.next(Frame.data) {
                    part += data.payload.count
                }
                #expect(part <= 10_000)
                received += part
            }
            #expect(received == body.utf8.count)
        }
    }
}
