import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("PROXY headers at the gate", .timeLimit(.minutes(1)))
struct ProxyProtocolLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let line = "PROXY TCP4 198.51.100.7 192.0.2.1 56324 443\r\n"

    private func run(
        _ mode: ProxyProtocolMode = .required,
        trusts: [String] = ["127.0.0.0/8"],
        configuration: ProxyConfiguration = .fixture,
        settings: [(String, LocatedNode)] = [],
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        let configuration =
            configuration.with(\.proxyProtocol, mode).with(\.trustedProxies, trusts.compactMap { AddressRange($0) })
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration, settings: settings) {
            try await body($0, upstream)
        }
        try await upstream.stop()
    }

    @Test func theHeadersAddressIsThePeer() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let claim = ["X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6"]
            let request = ProxyFixture.request("GET /app/open", fields: claim)
            let answer = try await client.exchange(Self.line + request, endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            let sent = upstream.received.joined()
            // It is no trusted proxy, so what the client itself claims is replaced.
            #expect(sent.contains("\r\nX-Forwarded-For: 198.51.100.7\r\n"))
            #expect(sent.contains("\r\nForwarded: for=198.51.100.7;") && !sent.contains("6.6.6.6"))
            // One header is about the whole connection.
            #expect(try await client.exchange(request, endingWith: "hello").hasPrefix("HTTP/1.1 200 "))
            while fixture.records.all.count < 2 { await Task.yield() }
            #expect(fixture.records.all.map(\.peer) == ["198.51.100.7", "198.51.100.7"])
            #expect(try await fixture.proxy.sample().proxyHeaders == [.accepted: 1])
        }
    }

    @Test func anAddressThatIsItselfATrustedProxyMaySpeakForClients() async throws {
        try await run(trusts: ["127.0.0.0/8", "198.51.100.0/24"]) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/open", fields: ["X-Forwarded-For: 203.0.113.9"])
            _ = try await client.exchange(Self.line + request, endingWith: "hello")
            #expect(upstream.received.joined().contains("\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n"))
        }
    }

    @Test func aHeaderOfVersionTwoMayComeInPieces() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let header = ProxyHeaderBytes.block(0x21, 0x21, ProxyHeaderBytes.six())
            for byte in header { try await client.send([byte]) }
            _ = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            #expect(upstream.received.joined().contains("\r\nForwarded: for=\"[2001:db8::7]\";"))
        }
    }

    @Test func aProxyThatSpeaksForItselfKeepsItsAddress() async throws {
        for header in [Array("PROXY UNKNOWN\r\n".utf8), ProxyHeaderBytes.block(0x20, 0x00, [])] {
            try await run { fixture, upstream in
                let client = try await fixture.client()
                try await client.send(header)
                let request = ProxyFixture.request("GET /app/open", fields: ["X-Forwarded-For: 203.0.113.9"])
                _ = try await client.exchange(request, endingWith: "hello")
                // Nobody vouches for what the client says of itself.
                #expect(upstream.received.joined().contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"))
            }
        }
    }

    @Test(arguments: ProxyProtocolMode.allCases)
    func aRequestWithoutHeaderIsAnsweredOnlyWhereNoneIsWanted(mode: ProxyProtocolMode) async throws {
        try await run(mode) { fixture, upstream in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/open"))
            if mode == .off {
                #expect(await client.text { $0.hasSuffix("hello") }.hasPrefix("HTTP/1.1 200 "))
            } else {
                #expect(await client.textToEnd() == "")
                #expect(upstream.received.isEmpty)
                #expect(try await fixture.proxy.sample().proxyHeaders == [.malformed: 1])
            }
        }
    }

    @Test func strangersAreRefusedWhereAHeaderIsRequired() async throws {
        try await run(.required, trusts: ["10.0.0.0/8"]) { fixture, _ in
            let client = try await fixture.client()
            try? await client.send(Self.line + ProxyFixture.request("GET /app/open"))
            #expect(await client.textToEnd() == "")
            #expect(try await fixture.proxy.sample().proxyHeaders == [.untrusted: 1])
        }
    }

    /// A stranger's header is no header, but a request that makes no sense: nobody finds out what a gate would believe.
    @Test func strangersAreTakenAsTheyAreWhereOnlyTrustedProxiesSendHeaders() async throws {
        try await run(.trusted, trusts: ["10.0.0.0/8"]) { fixture, upstream in
            let client = try await fixture.client()
            _ = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            #expect(upstream.received.joined().contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"))
            let other = try await fixture.client()
            try await other.send(Self.line + ProxyFixture.request("GET /app/open"))
            #expect(await other.textToEnd().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func aSecondHeaderIsARequestThatMakesNoSense() async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            try await client.send(Self.line + Self.line + ProxyFixture.request("GET /app/open"))
            #expect(await client.textToEnd().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func aHeaderThatDoesNotComeIsNotWaitedForLong() async throws {
        try await run(configuration: ProxyConfiguration.fixture.with(\.timeouts.head, 1_500)) { fixture, _ in
            let client = try await fixture.client()
            try await client.send("PROXY TCP4 198.5")
            #expect(await client.textToEnd() == "")
            #expect(try await fixture.proxy.sample().proxyHeaders == [.unfinished: 1])
        }
    }

    @Test func theHeaderComesBeforeTheHandshake() async throws {
        let secure = try SecureFixture()
        var configuration = ProxyConfiguration.fixture
        configuration.certificates = try secure.certificates()
        try await run(configuration: configuration) { fixture, upstream in
            for header in [Array(Self.line.utf8), ProxyHeaderBytes.checked()] {
                let client = try await RawClient.connect(
                    to: fixture.port,
                    tls: secure.client(),
                    host: "localhost",
                    prelude: header
                )
                let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            for sent in upstream.received {
                #expect(sent.contains("\r\nX-Forwarded-For: 198.51.100.7\r\n"))
                #expect(sent.contains("\r\nX-Forwarded-Proto: https\r\n"))
            }
            #expect(try await fixture.proxy.sample().handshakes[.done] == 2)
            // A handshake without a header is none.
            let bare = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: "localhost")
            #expect(await bare.textToEnd() == "")
            #expect(try await fixture.proxy.sample().proxyHeaders == [.accepted: 2, .malformed: 1])
        }
    }

    @Test func limitsByAddressCountTheHeadersAddress() async throws {
        let item = ProxyFixture.map([("by", ProxyFixture.scalar("address")), ("rate", ProxyFixture.scalar("1/hour"))])
        let limits = ProxyFixture.list([item])
        try await run(settings: [("limits", limits)]) { fixture, _ in
            func ask(from address: String, _ marker: String) async throws -> String {
                let header = "PROXY TCP4 \(address) 192.0.2.1 1 443\r\n"
                return try await fixture.client()
                    .exchange(header + ProxyFixture.request("GET /app/open"), endingWith: marker)
            }
            let first = try await ask(from: "198.51.100.1", "hello")
            #expect(first.hasPrefix("HTTP/1.1 200 "))
            #expect(try await ask(from: "198.51.100.2", "hello").hasPrefix("HTTP/1.1 200 "))
            #expect(try await ask(from: "198.51.100.1", "}").hasPrefix("HTTP/1.1 429 "))
        }
    }
}
