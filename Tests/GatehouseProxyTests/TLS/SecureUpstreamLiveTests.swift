import GatehouseTestSupport
import NIOHPACK
import Testing

@testable import GatehouseProxy

@Suite("Upstreams over TLS", .timeLimit(.minutes(1)))
struct SecureUpstreamLiveTests {
    private let secure: SecureFixture

    init() throws {
        secure = try SecureFixture()
    }

    private func run(
        names: [String] = ["localhost"],
        trusting authority: TestAuthority? = nil,
        answer: ScriptedUpstream.Step = .reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        _ body: (RawClient, ScriptedUpstream) async throws -> Void
    ) async throws {
        let shown = try secure.upstream(secure.authority.issue(names: names))
        let upstream = try await ScriptedUpstream.start(tls: shown) { received, _ in
            received.hasSuffix("\r\n\r\n") ? answer : .wait
        }
        let trust = try secure.trust(in: authority)
        let configuration = ProxyConfiguration.fixture.with(\.upstreamTrust, trust)
        try await ProxyFixture.run(
            upstream: upstream.port,
            at: "https://localhost",
            configuration: configuration
        ) { fixture in
            try await body(try await fixture.client(), upstream)
        }
        try await upstream.stop()
    }

    @Test func oneThatProvesItsNameIsAsked() async throws {
        try await run { client, upstream in
            for _ in 0..<3 {
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            #expect(upstream.connectionCount == 1)
            #expect(upstream.received.first?.hasPrefix("GET /app/open HTTP/1.1\r\n") == true)
        }
    }

    @Test func oneThatOffersHTTP2IsSpokenToInIt() async throws {
        let shown = try secure.upstream(secure.authority.issue(), offering: ["h2", "http/1.1"])
        let upstream = try await HTTP2Upstream.start(always: "hello", tls: shown)
        let trust = try secure.trust()
        try await ProxyFixture.run(
            upstream: upstream.port,
            at: "https://localhost",
            configuration: ProxyConfiguration.fixture.with(\.upstreamTrust, trust)
        ) { fixture in
            let client = try await fixture.client()
            for _ in 0..<3 {
                let request = ProxyFixture.request("GET /app/open")
                let answer = try await client.exchange(request, endingWith: "\r\n0\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
        }
        #expect(upstream.connectionCount == 1)
        #expect(upstream.heads.map { $0[":scheme"] } == [["https"], ["https"], ["https"]])
        try await upstream.stop()
    }

    @Test func aWebSocketIsAskedForWhereHTTP2IsNotOffered() async throws {
        // It would choose HTTP/2, and understands HTTP/1.1 alone.
        let shown = try secure.upstream(secure.authority.issue(), offering: ["h2", "http/1.1"])
        let upstream = try await ScriptedUpstream.start(
            always: "HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\nhello",
            tls: shown
        )
        let trust = try secure.trust()
        try await ProxyFixture.run(
            upstream: upstream.port,
            at: "https://localhost",
            configuration: ProxyConfiguration.fixture.with(\.upstreamTrust, trust)
        ) { fixture in
            let fields = [
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let answer = try await fixture.client().answer(to: ProxyFixture.request("GET /app/open", fields: fields))
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
        }
        #expect(upstream.received.first?.contains("Upgrade: websocket\r\n") == true)
        try await upstream.stop()
    }

    @Test func anotherNameIsNotAsked() async throws {
        try await run(names: ["other.test"]) { client, upstream in
            let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(upstream.received.allSatisfy { $0.isEmpty })
        }
    }

    @Test func anUnknownAuthorityIsNotBelieved() async throws {
        try await run(trusting: try TestAuthority(name: "Another")) { client, upstream in
            let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(upstream.received.allSatisfy { $0.isEmpty })
        }
    }

    @Test func oneWithoutTLSIsNotAsked() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .replyAndClose("HTTP/1.1 200 OK\r\n\r\n") }
        try await ProxyFixture.run(upstream: upstream.port, at: "https://localhost") { fixture in
            let answer = try await fixture.client().answer(to: ProxyFixture.request("GET /app/open"))
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(!upstream.received.contains { $0.contains("GET ") })
        }
        try await upstream.stop()
    }
}
