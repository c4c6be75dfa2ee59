import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Bounds of a policy on what is carried", .timeLimit(.minutes(1)))
struct DeliveryBoundsLiveTests {
    private func run(
        _ settings: [(String, LocatedNode)],
        answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        _ body: (RawClient, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.contains("\r\n\r\n") ? (answer.isEmpty ? .wait : .reply(answer)) : .wait
        }
        try await ProxyFixture.run(upstream: upstream.port, settings: settings) { fixture in
            try await body(try await fixture.client(), upstream)
        }
        try await upstream.stop()
    }

    private func sizes(_ key: String, _ bytes: String) -> [(String, LocatedNode)] {
        [("size_limits", ProxyFixture.map([(key, ProxyFixture.scalar(bytes))]))]
    }

    @Test func aRequestThatSaysItIsTooLargeNeverReachesTheUpstream() async throws {
        try await run(sizes("request_bytes", "4")) { client, upstream in
            let request = ProxyFixture.request("POST /app/body", fields: ["Content-Length: 5"])
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(upstream.connectionCount == 0)
        }
    }

    @Test func aChunkedRequestThatGrowsTooLargeIsRefused() async throws {
        try await run(sizes("request_bytes", "4"), answer: "") { client, _ in
            let chunks = "3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n"
            let request = ProxyFixture.request("POST /app/body", fields: ["Transfer-Encoding: chunked"], body: chunks)
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func aResponseThatSaysItIsTooLargeIsReplaced() async throws {
        try await run(sizes("response_bytes", "4")) { client, _ in
            let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
            #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("upstream_response_too_large"))
        }
    }

    @Test func aResponseThatGrowsTooLargeIsCut() async throws {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n"
        try await run(sizes("response_bytes", "4"), answer: chunked) { client, _ in
            try await client.send(ProxyFixture.request("GET /app/open"))
            let text = await client.textToEnd()
            #expect(!text.contains("\r\n0\r\n"))
        }
    }

    @Test func anAnswerMayBeWaitedForLess() async throws {
        let times = ProxyFixture.map([("response_seconds", ProxyFixture.scalar("1"))])
        try await run([("timeouts", times)], answer: "") { client, _ in
            let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
            #expect(answer.hasPrefix("HTTP/1.1 504 "))
        }
    }

    @Test(arguments: [
        ("keep", "localhost:8080"), ("upstream", "127.0.0.1:PORT"), ("api.example.com", "api.example.com"),
    ])
    func theHostIsTheOneThatIsChosen(choice: String, host: String) async throws {
        try await run([("host_header", ProxyFixture.scalar(choice))]) { client, upstream in
            _ = try await client.answer(to: ProxyFixture.request("GET /app/open"))
            let head = try #require(upstream.received.first)
            let wanted = host.hasSuffix("PORT") ? "127.0.0.1:\(upstream.port)" : host
            #expect(head.contains("\r\nHost: \(wanted)\r\n"))
            #expect(head.contains("\r\nX-Forwarded-Host: localhost:8080\r\n"))
        }
    }
}
