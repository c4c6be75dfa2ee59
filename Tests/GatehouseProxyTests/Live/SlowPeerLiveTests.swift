import Testing

@testable import GatehouseProxy

/// Each way of being slow has its own bound.
@Suite("Clients and upstreams that are slow", .timeLimit(.minutes(1)))
struct SlowPeerLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private static func configuration(_ bound: WritableKeyPath<ProxyTimeouts, Int64>) -> ProxyConfiguration {
        var configuration = ProxyConfiguration.fixture
        configuration.timeouts[keyPath: bound] = 3_000
        return configuration
    }

    @Test func aHeadThatTricklesIsGivenUpAllTheSame() async throws {
        try await ProxyFixture.run(upstream: 1, configuration: Self.configuration(\.head)) { fixture in
            let client = try await fixture.client()
            try await client.send("GET /app/open HTTP/1.1\r\nHost: localhost:8080\r\n")
            let other = try await fixture.client()
            let trickle = Task {
                // Each byte is progress, and none of it counts; between two of them is another client's whole request.
                while !Task.isCancelled {
                    try await client.send("X")
                    _ = try await other.exchange(ProxyFixture.request("GET /nowhere"), endingWith: "}")
                }
            }
            let text = await client.textToEnd()
            trickle.cancel()
            #expect(text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func aBodyThatStopsIs408() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await ProxyFixture.run(upstream: upstream.port, configuration: Self.configuration(\.body)) { fixture in
            for fields in [["Content-Length: 9"], ["Transfer-Encoding: chunked"]] {
                let client = try await fixture.client()
                let body = fields[0].hasPrefix("C") ? "gran" : "9\r\ngran"
                try await client.send(ProxyFixture.request("POST /app/body", fields: fields, body: body))
                let text = await client.textToEnd()
                #expect(text.hasPrefix("HTTP/1.1 408 "))
            }
        }
        try await upstream.stop()
    }

    @Test func aBodyOfARefusedRequestIsNotAwaitedForEver() async throws {
        try await ProxyFixture.run(upstream: 1, configuration: Self.configuration(\.body)) { fixture in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("POST /app/data", fields: ["Content-Length: 9"], body: "gran"))
            let text = await client.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test func aReaderThatStopsIsCut() async throws {
        let size = 24 << 20
        let large = "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "x", count: size)
        let upstream = try await ScriptedUpstream.start(always: large)
        try await ProxyFixture.run(upstream: upstream.port, configuration: Self.configuration(\.body)) { fixture in
            let client = try await fixture.client()
            try await client.setReading(false)
            try await client.send(ProxyFixture.request("GET /app/open"))
            while fixture.records.all.isEmpty { await Task.yield() }
            try await client.setReading(true)
            let text = await client.textToEnd()
            #expect(text.utf8.count < size)
            #expect(fixture.records.all.first?.upstreamFailure == "body_timeout")
        }
        try await upstream.stop()
    }

    /// It says nothing of the upstream, which is not asked.
    @Test func whoWaitsForAPlaceInTheQueueForTooLongIs503() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        let configuration = Self.configuration(\.connect).with(\.upstreamConnections, 1)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            let first = try await fixture.client()
            try await first.send(ProxyFixture.request("GET /app/open"))
            while upstream.received.isEmpty { await Task.yield() }
            let second = try await fixture.client()
            let answer = try await second.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("upstream_overloaded"))
        }
        try await upstream.stop()
    }

    @Test func anIdleClientIsClosed() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port, configuration: Self.configuration(\.idle)) { fixture in
            let silent = try await fixture.client()
            #expect(await silent.textToEnd().isEmpty)
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/open"))
            #expect(await client.textToEnd().hasSuffix("hello"))
        }
        try await upstream.stop()
    }

    @Test func anUpstreamThatStopsWithinItsBodyCutsTheClient() async throws {
        let upstream = try await ScriptedUpstream.start(
            always: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        )
        try await ProxyFixture.run(upstream: upstream.port, configuration: Self.configuration(\.body)) { fixture in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/open"))
            let text = await client.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 ") && text.hasSuffix("hello\r\n"))
        }
        try await upstream.stop()
    }
}
