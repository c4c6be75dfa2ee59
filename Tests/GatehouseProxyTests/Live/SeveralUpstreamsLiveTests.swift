import GatehousePolicy
import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("Several upstreams", .timeLimit(.minutes(1)))
struct SeveralUpstreamsLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private func run(
        _ ports: [Int],
        settings: [(String, LocatedNode)] = [],
        _ body: (ProxyFixture, RawClient) async throws -> Void
    ) async throws {
        let list = ProxyFixture.list(ports.map { ProxyFixture.scalar("http://127.0.0.1:\($0)") })
        try await ProxyFixture.run(upstreams: list, settings: settings) { fixture in
            try await body(fixture, try await fixture.client())
        }
    }

    private func retries(_ entries: (String, String)...) -> (String, LocatedNode) {
        ("retries", ProxyFixture.map(entries.map { ($0.0, ProxyFixture.scalar($0.1)) }))
    }

    @Test func allGetRequests() async throws {
        let upstreams = [
            try await ScriptedUpstream.start(always: Self.hello), try await ScriptedUpstream.start(always: Self.hello),
        ]
        try await run(upstreams.map(\.port)) { _, client in
            for _ in 0..<60 {
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            #expect(upstreams.allSatisfy { $0.connectionCount >= 1 })
        }
        for upstream in upstreams { try await upstream.stop() }
    }

    /// Nothing was sent, so it does not matter what the request would have done.
    @Test(arguments: ["GET /app/open", "POST /app/body"])
    func oneThatIsDownIsNotNoticed(line: String) async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("\r\n\r\n") || received.hasSuffix("body") ? .reply(Self.hello) : .wait
        }
        try await run([upstream.port, try UnusedPort.any()]) { fixture, client in
            let body = line.hasPrefix("POST") ? "body" : ""
            let fields = body.isEmpty ? [] : ["Content-Length: 4"]
            for _ in 0..<40 {
                let answer = try await client.answer(to: ProxyFixture.request(line, fields: fields, body: body))
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            let sample = try await fixture.proxy.sample()
            #expect(sample.upstreams.count == 2 && sample.upstreams.contains { !$0.isHealthy && $0.ejections == 1 })
            #expect(sample.retries["app"]?.sent == 5)
        }
        try await upstream.stop()
    }

    @Test func whatMayBeRepeatedIsSentElsewhere() async throws {
        let good = try await ScriptedUpstream.start(always: Self.hello)
        let bad = try await ScriptedUpstream.start { _, _ in .close }
        try await run([good.port, bad.port]) { _, client in
            for _ in 0..<30 {
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            #expect(bad.received.count == 5)
        }
        for upstream in [good, bad] { try await upstream.stop() }
    }

    @Test func aPostIsNeverSentTwice() async throws {
        let good = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("body") ? .reply(Self.hello) : .wait
        }
        let bad = try await ScriptedUpstream.start { received, _ in received.hasSuffix("body") ? .close : .wait }
        try await run([good.port, bad.port]) { _, client in
            var statuses: [String] = []
            for number in 0..<20 {
                let fields = ["X-Number: \(number).", "Content-Length: 4"]
                let request = ProxyFixture.request("POST /app/body", fields: fields, body: "body")
                statuses.append(String(try await client.answer(to: request).prefix(12)))
            }
            #expect(Set(statuses) == ["HTTP/1.1 200", "HTTP/1.1 502"])
            let all = (good.received + bad.received).joined()
            for number in 0..<20 { #expect(all.components("X-Number: \(number).") == 1) }
        }
        for upstream in [good, bad] { try await upstream.stop() }
    }

    @Test func aFailureStatusIsRepeatedIfThePolicySaysSo() async throws {
        let good = try await ScriptedUpstream.start(always: Self.hello)
        let busy = try await ScriptedUpstream.start(
            always: "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"
        )
        try await run([good.port, busy.port], settings: [retries(("statuses", "503"))]) { _, client in
            for _ in 0..<20 {
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
                #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("hello"))
            }
            #expect(busy.received.joined().components("GET ") == 5)
        }
        for upstream in [good, busy] { try await upstream.stop() }
    }

    @Test func whenAllAreDownTheAnswerSaysSo() async throws {
        try await run([try UnusedPort.any(), try UnusedPort.any()]) { _, client in
            for _ in 0..<20 {
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/open"))
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
            }
        }
    }

    @Test func tooManyAtOnceAreRefusedAtOnce() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await run([upstream.port], settings: [("concurrency", ProxyFixture.scalar("1"))]) { fixture, first in
            try await first.send(ProxyFixture.request("GET /app/open"))
            while upstream.received.first?.isEmpty ?? true { await Task.yield() }
            let second = try await fixture.client().answer(to: ProxyFixture.request("GET /app/open"))
            #expect(second.hasPrefix("HTTP/1.1 503 ") && second.contains("upstream_overloaded"))
            // Who leaves makes room.
            try await first.close()
            while fixture.records.all.count < 2 { await Task.yield() }
            let third = try await fixture.client()
            try await third.send(ProxyFixture.request("GET /app/open"))
            while upstream.connectionCount < 2 { await Task.yield() }
            try await third.close()
        }
        try await upstream.stop()
    }

    @Test func healthChecksTakeOneOut() async throws {
        let good = try await ScriptedUpstream.start(always: Self.hello)
        let sick = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("\r\n\r\n")
                ? .reply(
                    received.contains("GET /up ")
                        ? "HTTP/1.1 500 Sick\r\nContent-Length: 0\r\n\r\n" : Self.hello
                ) : .wait
        }
        let check = ProxyFixture.map([
            ("path", ProxyFixture.scalar("/up")), ("interval_seconds", ProxyFixture.scalar("1")),
            ("unhealthy_after", ProxyFixture.scalar("1")),
        ])
        try await run([good.port, sick.port], settings: [("health_check", check)]) { fixture, client in
            while try await fixture.proxy.sample().upstreams.allSatisfy(\.isHealthy) { await Task.yield() }
            let asked = sick.received.joined()
            #expect(asked.contains("GET /up HTTP/1.1\r\nHost: 127.0.0.1:\(sick.port)\r\n"))
            #expect(asked.contains("User-Agent: Gatehouse-Health-Check\r\n"))
            for _ in 0..<20 { _ = try await client.answer(to: ProxyFixture.request("GET /app/open")) }
            #expect(!sick.received.joined().contains("GET /app/open"))
        }
        for upstream in [good, sick] { try await upstream.stop() }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
