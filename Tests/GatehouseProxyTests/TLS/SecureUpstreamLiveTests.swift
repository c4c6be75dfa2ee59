import GatehouseTestSupport
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
        let shown = try secure.certificates([secure.authority.issue(names: names)])
        let upstream = try await ScriptedUpstream.start(tls: shown.context(for: nil)) { received, _ in
            received.hasSuffix("\r\n\r\n") ? answer : .wait
        }
        let trusted = Array((authority ?? secure.authority).pem.utf8)
        let configuration = ProxyConfiguration.fixture.with(\.upstreamAuthorities, trusted)
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
