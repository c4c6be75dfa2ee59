import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Limits at the gate", .timeLimit(.minutes(1)))
struct RateLimitLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private static func limits(_ limits: [(by: String, rate: String)]) -> [(String, LocatedNode)] {
        let items = limits.map { limit in
            ProxyFixture.map([("by", ProxyFixture.scalar(limit.by)), ("rate", ProxyFixture.scalar(limit.rate))])
        }
        return [("limits", ProxyFixture.list(items))]
    }

    private func run(
        _ settings: [(String, LocatedNode)],
        configuration: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration, settings: settings) {
            try await body($0, upstream)
        }
        try await upstream.stop()
    }

    @Test func aClientThatSendsTooMuchIsToldWhenToComeBack() async throws {
        try await run(Self.limits([("client", "2/hour")])) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let first = try await client.exchange(request, endingWith: "hello")
            #expect(
                first.contains("\r\nRateLimit-Policy: \"client\";q=2;w=3600\r\nRateLimit: \"client\";r=1;t=1800\r\n")
            )
            let second = try await client.exchange(request, endingWith: "hello")
            #expect(second.contains("\r\nRateLimit: \"client\";r=0;t="))
            let third = try await client.exchange(request, endingWith: "}")
            #expect(third.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(third.contains("\r\nRetry-After: 1") && third.contains("\r\nRateLimit: \"client\";r=0;t="))
            #expect(third.contains("\"error\":\"rate_limited\""))
            let other = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token(client: "writer"))
            #expect(try await client.exchange(other, endingWith: "hello").hasPrefix("HTTP/1.1 200 "))
            #expect(upstream.received.joined().components(of: "GET /app/data") == 3)
            while fixture.records.all.count < 4 { await Task.yield() }
            let record = fixture.records.all[2]
            #expect(record.reason == .rateLimited && record.detail == "client 2/hour" && record.status == 429)
            #expect(record.client == "reader" && record.route == "GET /data")
        }
    }

    /// Under one address, whoever is over a limit of their own once used up everybody's.
    @Test(arguments: ["address", "claim department"])
    func whatOneLimitRefusesIsNotCountedByAnother(shared: String) async throws {
        try await run(Self.limits([(shared, "6/hour"), ("client", "2/hour")])) { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            for _ in 0..<2 { _ = try await client.exchange(request, endingWith: "hello") }
            for _ in 0..<8 {
                #expect(try await client.exchange(request, endingWith: "}").hasPrefix("HTTP/1.1 429 "))
            }
            let other = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token(client: "writer"))
            #expect(try await client.exchange(other, endingWith: "hello").hasPrefix("HTTP/1.1 200 "))
        }
    }

    /// Guesses are counted before any token is looked at, and callers without one by their address.
    @Test(arguments: ["address", "client", "subject", "claim department"])
    func whoeverHasNoTokenIsCountedByAddress(by: String) async throws {
        try await run(Self.limits([(by, "1/hour")])) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/open")
            #expect(try await client.exchange(request, endingWith: "hello").hasPrefix("HTTP/1.1 200 "))
            #expect(try await client.exchange(request, endingWith: "}").hasPrefix("HTTP/1.1 429 "))
        }
    }

    @Test func guessedTokensCountAgainstTheAddress() async throws {
        try await run(Self.limits([("address", "1/hour")])) { fixture, _ in
            let client = try await fixture.client()
            let guess = ProxyFixture.request("GET /app/data", token: "guess")
            let refused = try await client.exchange(guess, endingWith: "}")
            #expect(refused.hasPrefix("HTTP/1.1 401 ") && refused.contains("\r\nRateLimit: \"address\";r=0;t=3600\r\n"))
            let good = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            #expect(try await client.exchange(good, endingWith: "}").hasPrefix("HTTP/1.1 429 "))
        }
    }

    @Test func severalLimitsHoldTogether() async throws {
        try await run(Self.limits([("address", "9/hour"), ("subject", "1/hour")])) { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let first = try await client.exchange(request, endingWith: "hello")
            #expect(first.contains("RateLimit: \"address\";r=8;") && first.contains("RateLimit: \"subject\";r=0;"))
            #expect(try await client.exchange(request, endingWith: "}").hasPrefix("HTTP/1.1 429 "))
        }
    }

    @Test func addressesBehindATrustedProxyAreToldApart() async throws {
        let loopback = try #require(AddressRange("127.0.0.0/8"))
        let configuration = ProxyConfiguration.fixture.with(\.trustedProxies, [loopback])
        try await run(Self.limits([("address", "1/hour")]), configuration: configuration) { fixture, _ in
            let client = try await fixture.client()
            func ask(_ chain: String, _ marker: String) async throws -> String {
                let fields = ["X-Forwarded-For: \(chain)"]
                return try await client.exchange(
                    ProxyFixture.request("GET /app/open", fields: fields),
                    endingWith: marker
                )
            }
            #expect(try await ask("198.51.100.1", "hello").hasPrefix("HTTP/1.1 200 "))
            #expect(try await ask("198.51.100.2", "hello").hasPrefix("HTTP/1.1 200 "))
            // What stands further left is the client's own invention.
            #expect(try await ask("203.0.113.7, 198.51.100.1", "}").hasPrefix("HTTP/1.1 429 "))
        }
    }

    @Test func withoutLimitsNothingIsSaid() async throws {
        try await run([]) { fixture, _ in
            let client = try await fixture.client()
            let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            #expect(!answer.contains("RateLimit"))
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
