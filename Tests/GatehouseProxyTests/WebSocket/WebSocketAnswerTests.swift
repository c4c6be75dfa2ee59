import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("RFC 6455 §4.1: what an upstream answers")
struct WebSocketAnswerTests {
    // The example of RFC 6455 §1.3.
    static let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    static let good = ["Upgrade: websocket", "Connection: Upgrade", accept]

    private func answer(_ fields: [String], line: String = "HTTP/1.1 101 Switching Protocols") throws -> WebSocketAnswer
    {
        let handshake =
            WebSocketOfferTests.good + [
                "Sec-WebSocket-Protocol: bearer, token, chat", "Sec-WebSocket-Extensions: zip;a=1",
            ]
        let request = try #require(
            try ParsedRequest.parse(HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + handshake))
        )
        let offer = try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
        let response = try #require(try ParsedResponse.parse(HeadText.lines([line] + fields).octets))
        return try WebSocketAnswer(response.head, fields: response.fields, in: response.buffer, to: try #require(offer))
    }

    @Test func aGoodAnswerIsAccepted() throws {
        let plain = try answer(Self.good)
        #expect(!plain.hasSubprotocol && !plain.hasExtensions)
        let full = try answer(Self.good + ["Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Extensions: zip"])
        #expect(full.hasSubprotocol && full.hasExtensions)
        _ = try answer(["upgrade: WebSocket", "connection: keep-alive, upgrade", Self.accept, "Server: x"])
    }

    @Test(arguments: [
        ["Connection: Upgrade", accept],
        ["Upgrade: websocket", accept],
        ["Upgrade: h2c", "Connection: Upgrade", accept],
        good + ["Upgrade: websocket"],
        ["Upgrade: websocket", "Connection: Upgrade"],
        good + [accept],
        ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO="],
        ["Upgrade: websocket", "Connection: Upgrade, Sec-WebSocket-Accept", accept],
        good + ["Sec-WebSocket-Protocol: other"],
        good + ["Sec-WebSocket-Protocol: bearer"],
        good + ["Sec-WebSocket-Protocol: token"],
        good + ["Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat"],
        good + ["Sec-WebSocket-Extensions: other"],
        good + ["Content-Length: 0"],
        good + ["Transfer-Encoding: chunked"],
    ])
    func anyOtherIsNone(fields: [String]) {
        #expect(throws: MessageRefusal.handshake) { try answer(fields) }
    }

    @Test func anAnswerInAnOlderVersionIsNone() {
        #expect(throws: MessageRefusal.handshake) { try answer(Self.good, line: "HTTP/1.0 101 x") }
    }

    @Test(arguments: [true, false])
    func theClientGetsTheAnswerAndNeverItsToken(confirmsToken: Bool) throws {
        let fields = [
            "Upgrade: websocket", "Connection: Upgrade, X-Drop", "X-Drop: 1", Self.accept, "Content-Length: 0",
            "Set-Cookie: gatehouse-session=x", "X-Request-Id: forged", "Server: x",
        ]
        let response = try #require(
            try ParsedResponse.parse(HeadText.lines(["HTTP/1.1 101 Switching Protocols"] + fields).octets)
        )
        var output = ByteBuffer()
        DownstreamHeadWriter(origin: .application(isOriginShared: false))
            .writeSwitching(
                response.head,
                fields: response.fields,
                from: response.buffer,
                confirmsToken: confirmsToken,
                name: ForwardedRequest.name,
                into: &output
            )
        let expected =
            ["HTTP/1.1 101 Switching Protocols", Self.accept, "Server: x", "Upgrade: websocket", "Connection: Upgrade"]
            + (confirmsToken ? ["Sec-WebSocket-Protocol: bearer"] : []) + [ForwardedRequest.requestIDLine]
        #expect(try ForwardedRequest.lines(output) == expected)
    }
}
