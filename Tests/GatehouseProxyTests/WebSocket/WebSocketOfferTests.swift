import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("RFC 6455 §4.2.1: what a client asks for")
struct WebSocketOfferTests {
    static let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    static let version = "Sec-WebSocket-Version: 13"
    static let upgrade = ["Connection: Upgrade", "Upgrade: websocket"]
    static let good = upgrade + [key, version]

    private func request(_ fields: [String], line: String = "GET /a HTTP/1.1") throws -> ParsedRequest {
        try #require(try ParsedRequest.parse(HeadText.lines([line, "Host: a.test"] + fields)))
    }

    private func offer(_ fields: [String], line: String = "GET /a HTTP/1.1") throws -> WebSocketOffer? {
        let request = try request(fields, line: line)
        return try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
    }

    @Test func aHandshakeIsRead() throws {
        let fields = [
            "connection: keep-alive, upgrade", "upgrade: WebSocket", Self.key, Self.version,
            "Sec-WebSocket-Protocol: chat, v2.chat", "Sec-WebSocket-Protocol: other",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits; x=\"a,b\", other",
        ]
        let offer = try #require(try offer(fields))
        #expect(offer.subprotocols.map { String(octets: $0) } == ["chat", "v2.chat", "other"])
        #expect(offer.extensions.map { String(octets: $0) } == ["permessage-deflate", "other"])
        #expect(offer.token == nil)
    }

    @Test(arguments: [
        (["bearer, abc.def"], "abc.def", []), (["chat, bearer, abc.def, other"], "abc.def", ["chat", "other"]),
        (["chat, bearer", "abc"], "abc", ["chat"]),
    ])
    func theTokenStandsBehindItsWord(values: [String], token: String, rest: [String]) throws {
        let request = try request(Self.good + values.map { "Sec-WebSocket-Protocol: \($0)" })
        let offer = try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
        let found = try #require(offer)
        #expect(found.token.map { request.text($0) } == token)
        #expect(found.subprotocols.map { String(octets: $0) } == rest)
    }

    @Test(arguments: [
        (["Upgrade: h2c", "Connection: Upgrade"], UpgradeRefusal.unsupported),
        (["Upgrade: TLS/1.0", "Connection: upgrade"], .unsupported),
        (good + ["Upgrade: h2c"], .unsupported),
        (["Connection: Upgrade", "Upgrade: websocket, h2c", key, version], .unsupported),
        (["Upgrade: websocket", key, version], .connection),
        (upgrade + [version], .key),
        (upgrade + [version, key, key], .key),
        (upgrade + [version, "Sec-WebSocket-Key: c2hvcnQ="], .key),
        (upgrade + [version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR=="], .key),
        (upgrade + [version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j*Q=="], .key),
        (upgrade + [version, "Sec_WebSocket_Key: dGhlIHNhbXBsZSBub25jZQ=="], .key),
        (["Connection: Upgrade, Sec-WebSocket-Key", "Upgrade: websocket", key, version], .key),
        (upgrade + [key], .version),
        (upgrade + [key, version, version], .version),
        (upgrade + [key, "Sec-WebSocket-Version: thirteen"], .version),
        (upgrade + [key, "Sec-WebSocket-Version: 8"], .otherVersion),
        (good + ["Content-Length: 3"], .body),
        (good + ["Transfer-Encoding: chunked"], .body),
        (good + ["Sec-WebSocket-Protocol: a b"], .subprotocols),
        (good + ["Sec-WebSocket-Protocol: a, a"], .subprotocols),
        (good + ["Sec-WebSocket-Protocol: bearer"], .subprotocols),
        (good + ["Sec-WebSocket-Protocol: bearer, a, bearer, b"], .subprotocols),
        (good + ["Sec-WebSocket-Protocol: " + (0..<40).map { "p\($0)" }.joined(separator: ",")], .subprotocols),
        (good + ["Sec-WebSocket-Extensions: ;x"], .extensions),
        (good + ["Sec-WebSocket-Extensions: " + (0..<40).map { "e\($0)" }.joined(separator: ",")], .extensions),
    ])
    func aWrongHandshakeIsRefused(fields: [String], refusal: UpgradeRefusal) throws {
        #expect(throws: refusal) { try offer(fields) }
    }

    @Test func onlyAGetOpensAWebSocket() throws {
        #expect(throws: UpgradeRefusal.method) { try offer(Self.good, line: "POST /a HTTP/1.1") }
        #expect(throws: UpgradeRefusal.method) { try offer(Self.good, line: "HEAD /a HTTP/1.1") }
    }

    /// RFC 9110 §7.8.
    @Test func whatAsksForNoUpgradeIsAnOrdinaryRequest() throws {
        #expect(try offer(["Upgrade: h2c"]) == nil)
        #expect(try offer(["Upgrade: websocket"]) == nil)
        #expect(try offer(Self.good, line: "GET /a HTTP/1.0") == nil)
    }

    // MARK: What goes on

    private func forwarded(_ fields: [String], forwardsToken: Bool = false) throws -> [String] {
        let request = try request(fields)
        let offer = try WebSocketOffer.read(request.head, fields: request.fields, in: request.buffer)
        var output = ByteBuffer()
        UpstreamHeadWriter(destination: .application(forwardsToken: forwardsToken))
            .write(
                request.head,
                fields: request.fields,
                from: request.buffer,
                path: "/a".octets,
                framing: .none,
                identity: [],
                name: ForwardedRequest.name,
                spanID: 1,
                forwarded: ForwardedHeaders(peer: "192.0.2.1", isSecure: false, isPeerTrusted: false),
                webSocket: offer,
                into: &output
            )
        let lines = try ForwardedRequest.lines(output)
        let end = try #require(lines.firstIndex(of: ForwardedRequest.requestIDLine))
        return Array(lines[2..<end])
    }

    @Test func theHandshakeGoesOnWithAnUpgradeOfOurOwn() throws {
        let fields = Self.good + ["Origin: https://b.test", "Sec-WebSocket-Protocol: chat", "TE: trailers"]
        #expect(
            try forwarded(fields) == [
                Self.key, Self.version, "Origin: https://b.test", "Sec-WebSocket-Protocol: chat", "Upgrade: websocket",
                "Connection: Upgrade",
            ]
        )
    }

    @Test func theTokenStaysHere() throws {
        let fields = Self.good + ["Sec-WebSocket-Protocol: bearer, abc.def", "Sec-WebSocket-Protocol: chat, v2"]
        let ours = [Self.key, Self.version, "Upgrade: websocket", "Connection: Upgrade"]
        #expect(try forwarded(fields) == ours + ["Sec-WebSocket-Protocol: chat, v2"])
        #expect(try forwarded(Array(fields.dropLast())) == ours)
    }

    @Test func anApplicationThatWantsTheTokenGetsItWhereTokensStand() throws {
        let lines = try forwarded(Self.good + ["Sec-WebSocket-Protocol: bearer, abc.def"], forwardsToken: true)
        #expect(lines.last == "Authorization: Bearer abc.def")
        #expect(!lines.contains { $0.hasPrefix("Sec-WebSocket-Protocol") })
    }

    /// Without a handshake its fields mean nothing, and one of them may hold a token.
    @Test func anOrdinaryRequestCarriesNoHandshake() throws {
        #expect(try forwarded([Self.key, Self.version, "Sec-WebSocket-Protocol: bearer, abc", "A: b"]) == ["A: b"])
    }
}
