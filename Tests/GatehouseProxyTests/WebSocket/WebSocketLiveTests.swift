import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("A WebSocket over sockets", .timeLimit(.minutes(1)))
struct WebSocketLiveTests {
    private static let switching = HeadText.lines(
        ["HTTP/1.1 101 Switching Protocols"] + WebSocketAnswerTests.good
    )

    private static func handshake(_ path: String = "/app/data", token: String? = nil, fields: [String] = []) -> String {
        ProxyFixture.request("GET \(path)", token: token, fields: WebSocketOfferTests.good + fields)
    }

    private func upstream(_ answer: String = switching) async throws -> ScriptedUpstream {
        try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("\r\n\r\n") ? .reply(answer) : .wait
        }
    }

    @Test func aTokenAmongTheSubprotocolsOpensIt() async throws {
        // An ASCII frame: the first fragment of a text.
        let upstream = try await upstream(Self.switching + "\u{1}\u{5}hello")
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let token = try ProxyFixture.token()
            let fields = ["Sec-WebSocket-Protocol: bearer, \(token)"]
            let answer = try await client.exchange(Self.handshake(fields: fields), endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.contains("\r\nSec-WebSocket-Protocol: bearer\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\u{1}\u{5}hello"))
            let seen = try #require(upstream.received.first)
            #expect(seen.contains("\r\nX-Gatehouse-Subject: reader\r\n"))
            #expect(seen.contains("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"))
            #expect(!seen.contains("bearer") && !seen.contains(token) && !answer.contains(token))
            try await client.send(Frame.masked(Frame.text, "to you"))
            try await client.close()
        }
        try await upstream.stop()
    }

    @Test func itsOpeningTellsOfLimits() async throws {
        let upstream = try await upstream()
        let limit = ProxyFixture.map([("by", ProxyFixture.scalar("client")), ("rate", ProxyFixture.scalar("5/hour"))])
        let settings = [("limits", ProxyFixture.list([limit]))]
        try await ProxyFixture.run(upstream: upstream.port, settings: settings) { fixture in
            let client = try await fixture.client()
            let handshake = Self.handshake(token: try ProxyFixture.token())
            let answer = try await client.exchange(handshake, endingWith: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.contains("\r\nRateLimit: \"client\";r=4;t="))
            try await client.close()
        }
        try await upstream.stop()
    }

    @Test func aHandshakeIsDecidedLikeAnyRequest() async throws {
        let upstream = try await upstream()
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let missing = try await fixture.client().exchange(Self.handshake(), endingWith: "}")
            #expect(missing.hasPrefix("HTTP/1.1 401 "))
            let other = try ProxyFixture.token(scope: "app_write")
            let wrong = try await fixture.client()
                .exchange(Self.handshake(fields: ["Sec-WebSocket-Protocol: bearer, \(other)"]), endingWith: "}")
            #expect(wrong.hasPrefix("HTTP/1.1 403 "))
            let token = try ProxyFixture.token()
            let fields = ["Sec-WebSocket-Protocol: bearer, \(token)"]
            let both = try await fixture.client()
                .exchange(Self.handshake(token: token, fields: fields), endingWith: "}")
            #expect(both.hasPrefix("HTTP/1.1 400 ") && both.contains("invalid_request"))
            let h2c = ProxyFixture.request("GET /app/open", fields: ["Connection: Upgrade", "Upgrade: h2c"])
            #expect(try await fixture.client().exchange(h2c, endingWith: "}").hasPrefix("HTTP/1.1 501 "))
            #expect(upstream.connectionCount == 0)
        }
        try await upstream.stop()
    }

    @Test func whatComesBeforeTheAnswerGoesNowhere() async throws {
        let upstream = try await upstream()
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let hidden = ProxyFixture.request("GET /app/data?hidden")
            try await client.send(Self.handshake("/app/open") + hidden)
            let answer = await client.textToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("before the WebSocket is open"))
            #expect(upstream.received.allSatisfy { !$0.contains("hidden") })
        }
        try await upstream.stop()
    }

    /// If the upstream does not switch, what follows is the next request, and decided upon.
    @Test func whatFollowsARefusedUpgradeIsARequest() async throws {
        let upstream = try await upstream("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let hidden = ProxyFixture.request("GET /app/data?hidden")
            let answers = try await client.exchange(Self.handshake("/app/open") + hidden, endingWith: "}")
            #expect(answers.hasPrefix("HTTP/1.1 403 ") && answers.contains("HTTP/1.1 401 "))
            #expect(upstream.received.allSatisfy { !$0.contains("hidden") })
            // A connection that was asked to switch carries no other request.
            _ = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "no")
            #expect(upstream.connectionCount == 2)
        }
        try await upstream.stop()
    }

    @Test(arguments: [false, true])
    func aSwitchThatWasNotAgreedUponIsABadGateway(isAsked: Bool) async throws {
        let wrong = HeadText.lines(["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: Upgrade"])
        let upstream = try await upstream(isAsked ? wrong : Self.switching)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let request = isAsked ? Self.handshake("/app/open") : ProxyFixture.request("GET /app/open")
            #expect(try await client.exchange(request, endingWith: "}").hasPrefix("HTTP/1.1 502 "))
        }
        try await upstream.stop()
    }

    @Test func itIsRecordedWhenItOpensAndWhenItEnds() async throws {
        let upstream = try await upstream()
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let token = try ProxyFixture.token(issuedAt: LoopState.unixSeconds() - 658)
            let fields = ["Sec-WebSocket-Protocol: bearer, \(token)"]
            let answer = try await client.exchange(Self.handshake(fields: fields), endingWith: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 101 "))
            try await client.send(Frame.masked(Frame.text, "hello"))
            // The token is at its end, and so is the WebSocket.
            let end = await client.textToEnd()
            #expect(end.hasSuffix("\u{FFFD}\u{2}\u{11}1"))
            #expect(try await fixture.proxy.sample().totals.statuses.values.reduce(0, +) == 1)
            while fixture.records.all.count < 2 { await Task.yield() }
            let parts = fixture.records.all
            #expect(parts.map(\.part) == [.opening, .ending])
            #expect(parts.allSatisfy { $0.reason == .permitted && $0.status == 101 })
            #expect(parts.last?.requestBytes == 11)
            #expect(parts.last?.upstreamFailure == "token_ended")
        }
        try await upstream.stop()
    }

    @Test func thePoolLosesNothing() async throws {
        let upstream = try await upstream()
        let configuration = ProxyConfiguration.fixture.with(\.upstreamConnections, 1)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            var clients: [RawClient] = []
            // Each would wait for the place of the one before, if that were not given back.
            for _ in 0..<5 {
                let client = try await fixture.client()
                let answer = try await client.exchange(Self.handshake("/app/open"), endingWith: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 101 "))
                clients.append(client)
            }
            #expect(try await fixture.proxy.sample().webSockets == 5)
            for client in clients { try await client.close() }
            while try await fixture.proxy.sample().webSockets > 0 { await Task.yield() }
        }
        try await upstream.stop()
    }
}
