import GatehouseTestSupport
import NIOSSL
import Testing

@testable import GatehouseProxy

@Suite("TLS on the public listener", .timeLimit(.minutes(1)))
struct SecureListenerLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let open = ProxyFixture.request("GET /app/open")

    private let secure: SecureFixture

    init() throws {
        secure = try SecureFixture()
    }

    private func run(
        _ certificates: ServerCertificates,
        answer: String = hello,
        with settings: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start(always: answer)
        var configuration = settings
        configuration.certificates = certificates
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            try await body(fixture, upstream)
        }
        try await upstream.stop()
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func requestsPassAndTheUpstreamIsToldSo(version: TLSVersion) async throws {
        try await run(secure.certificates()) { fixture, upstream in
            let tls = try secure.client(newest: version)
            let client = try await RawClient.connect(to: fixture.port, tls: tls, host: "localhost")
            for _ in 0..<3 { #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 200 ")) }
            let seen = try #require(upstream.received.first)
            #expect(seen.contains("\r\nX-Forwarded-Proto: https\r\n"))
            #expect(seen.contains("proto=https;"))
            #expect(try await fixture.proxy.sample().handshakes[.done] == 1)
        }
    }

    @Test func theClientsHostChoosesTheCertificate() async throws {
        let (first, second) = (
            try secure.authority.issue(names: ["a.test"]), try secure.authority.issue(names: ["b.test"])
        )
        try await run(secure.certificates([first, second])) { fixture, _ in
            for (host, der) in [("a.test", first.der), ("b.test", second.der), ("c.test", first.der)] {
                let client = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: host)
                #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
                #expect(try await client.shownCertificate() == der, "\(host)")
            }
            let nameless = try await RawClient.connect(to: fixture.port, tls: secure.client())
            #expect(try await nameless.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            #expect(try await nameless.shownCertificate() == first.der)
        }
    }

    @Test func newHandshakesUseNewCertificatesAndOpenConnectionsLiveOn() async throws {
        let (old, new) = (try secure.authority.issue(), try secure.authority.issue())
        try await run(secure.certificates([old])) { fixture, _ in
            let before = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: "localhost")
            #expect(try await before.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            fixture.proxy.adopt(try secure.certificates([new]))
            let after = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: "localhost")
            #expect(try await after.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            #expect(try await after.shownCertificate() == new.der)
            #expect(try await before.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            #expect(try await before.shownCertificate() == old.der)
        }
    }

    /// More than is encrypted at once.
    @Test func aLargeAnswerArrivesWhole() async throws {
        let body = String(repeating: "0123456789abcdef", count: 40_000)
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count + 5)\r\n\r\n\(body)hello"
        try await run(secure.certificates(), answer: answer) { fixture, _ in
            let client = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: "localhost")
            for _ in 0..<2 { #expect(try await client.answer(to: Self.open).hasSuffix("\(body)hello")) }
        }
    }

    @Test func anOlderVersionIsRefused() async throws {
        try await run(secure.certificates(minimum: .tls13)) { fixture, upstream in
            let tls = try secure.client(newest: .tlsv12)
            let client = try await RawClient.connect(to: fixture.port, tls: tls, host: "localhost")
            try? await client.send(Self.open)
            #expect(await client.textToEnd() == "")
            #expect(upstream.connectionCount == 0)
            #expect(try await fixture.proxy.sample().handshakes[.refused] == 1)
        }
    }

    /// With one certificate and with several, which are chosen by a look at the first bytes.
    @Test(arguments: [1, 2], [open, "\u{16}\u{3}\u{1}GET /app/open HTTP/1.1\r\n\r\n", "\u{16}\u{3}"])
    func plainTextIsNeverARequest(certificates count: Int, text: String) async throws {
        let issued = try (0..<count).map { try secure.authority.issue(names: ["\($0).test"]) }
        try await run(secure.certificates(issued)) { fixture, upstream in
            let client = try await fixture.client()
            try await client.send(text)
            // The gate may have closed before.
            try? await client.finishSending()
            #expect(await !client.textToEnd().contains("HTTP/"))
            #expect(upstream.connectionCount == 0)
            let handshakes = try await fixture.proxy.sample().handshakes
            #expect((handshakes[.refused] ?? 0) + (handshakes[.closed] ?? 0) == 1)
        }
    }

    @Test(arguments: [1, 2])
    func aSlowHandshakeIsGivenUp(certificates count: Int) async throws {
        let issued = try (0..<count).map { try secure.authority.issue(names: ["\($0).test"]) }
        try await run(secure.certificates(issued), with: .fixture.with(\.timeouts.head, 100)) { fixture, _ in
            let client = try await fixture.client()
            // On a busy machine it is given up before these bytes are sent.
            try? await client.send("\u{16}\u{3}\u{1}\u{1}")
            #expect(await client.textToEnd() == "")
            #expect(try await fixture.proxy.sample().handshakes[.timeout] == 1)
        }
    }

    @Test func browsersAreToldToComeOverTLSAlone() async throws {
        let answer = "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=0\r\nContent-Length: 5\r\n\r\nhello"
        let settings = ProxyConfiguration.fixture.with(\.strictTransportSeconds, 60)
        try await run(secure.certificates(), answer: answer, with: settings) { fixture, _ in
            let client = try await RawClient.connect(to: fixture.port, tls: secure.client(), host: "localhost")
            for path in ["/app/open", "/app/data", "/nowhere"] {
                let answer = try await client.answer(to: ProxyFixture.request("GET \(path)"))
                #expect(answer.contains("\r\nStrict-Transport-Security: max-age=60\r\n"))
                #expect(!answer.contains("max-age=0"))
            }
        }
    }

    /// RFC 6797 §7.2.
    @Test func inTheClearNothingIsSaidOfIt() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        let configuration = ProxyConfiguration.fixture.with(\.strictTransportSeconds, 60)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            let answer = try await fixture.client().answer(to: Self.open)
            #expect(!answer.contains("Strict-Transport-Security"))
        }
        try await upstream.stop()
    }
}
