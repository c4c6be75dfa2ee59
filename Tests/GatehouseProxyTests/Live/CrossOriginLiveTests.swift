import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("Pages of other origins at the gate", .timeLimit(.minutes(1)))
struct CrossOriginLiveTests {
    private static let page = "https://app.example.com"
    private static let hello =
        "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nACCESS-CONTROL-ALLOW-CREDENTIALS: true\r\n"
        + "Vary: Accept\r\nContent-Length: 5\r\n\r\nhello"
    private static let exposed =
        "Access-Control-Expose-Headers: WWW-Authenticate, X-Request-Id, RateLimit, RateLimit-Policy, Retry-After,"
        + " DPoP-Nonce, X-Total\r\n"

    private static func cors(_ origins: String..., more: [(String, String)] = []) -> [(String, LocatedNode)] {
        let list = ProxyFixture.list(origins.map(ProxyFixture.scalar))
        let others = more.map { ($0.0, ProxyFixture.scalar($0.1)) }
        let expose = ("expose", ProxyFixture.scalar("X-Total"))
        return [("cors", ProxyFixture.map([("origins", list), expose] + others))]
    }

    private static let usual = cors(page, "https://*.example.org")

    private static func preflight(
        _ path: String = "/app/data",
        for method: String = "POST",
        from origin: String = page,
        fields: [String] = []
    ) -> String {
        ProxyFixture.request(
            "OPTIONS \(path)",
            fields: ["Origin: \(origin)", "Access-Control-Request-Method: \(method)"] + fields
        )
    }

    private func run(
        _ settings: [(String, LocatedNode)] = usual,
        answering: String = hello,
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.contains("\r\n\r\n") ? .reply(answering) : .wait
        }
        try await ProxyFixture.run(upstream: upstream.port, settings: settings) { try await body($0, upstream) }
        try await upstream.stop()
    }

    /// The records, once there are so many; they come ten times a second.
    private func records(_ fixture: ProxyFixture, _ count: Int) async -> [AccessRecord] {
        while fixture.records.all.count < count { await Task.yield() }
        return fixture.records.all
    }

    @Test func aPreflightIsAnsweredFromPolicyAndNeverReachesTheUpstream() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let asked = Self.preflight(fields: ["Access-Control-Request-Headers: authorization,x-a"])
            let answer = try await client.exchange(asked, endingWith: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 204 No Content\r\nDate: "))
            #expect(
                answer.contains(
                    "\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n"
                        + "Access-Control-Allow-Methods: GET, HEAD, POST\r\n"
                        + "Access-Control-Allow-Headers: Authorization, Content-Type, DPoP, x-a\r\n"
                        + "Access-Control-Max-Age: 600\r\n"
                        + "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers\r\nX-Request-Id: "
                )
            )
            #expect(!answer.contains("Content-Length") && !answer.contains("Credentials"))
            // The same connection goes on.
            let next = try await client.exchange(Self.preflight("/app/open", for: "GET"), endingWith: "\r\n\r\n")
            #expect(next.contains("Access-Control-Allow-Methods: GET, HEAD\r\n"))
            #expect(upstream.connectionCount == 0)
            let records = await records(fixture, 2)
            #expect(records.map(\.reason) == [.preflight, .preflight])
            #expect(records.map(\.route) == ["POST /data", "GET /open"])
            #expect(records[0].detail == "POST https://app.example.com" && records[0].status == 204)
        }
    }

    @Test(arguments: [
        (preflight(from: "https://evil.test"), "origin_not_allowed https://evil.test"),
        (preflight(from: "null"), "origin_not_allowed null"),
        (preflight(from: "https://a.example.org.evil.test"), "origin_not_allowed https://a.example.org.evil.test"),
        (preflight(fields: ["Origin: https://app.example.com"]), "malformed"),
        (preflight(fields: ["Access-Control-Request-Method: GET"]), "malformed"),
        (preflight(fields: ["Access-Control-Request-Headers: a b"]), "malformed"),
    ])
    func whoMayNotCallLearnsNothing(request: String, detail: String) async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let answer = try await client.exchange(request, endingWith: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 204 "))
            #expect(!answer.contains("Access-Control-Allow"))
            #expect(answer.contains("\r\nVary: Origin, "))
            #expect(upstream.connectionCount == 0)
            let record = try #require(await records(fixture, 1).first)
            #expect(record.reason == .preflightRefused && record.detail == detail)
        }
    }

    @Test func aMethodWithoutARouteIsNotListed() async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let answer = try await client.exchange(Self.preflight(for: "DELETE"), endingWith: "\r\n\r\n")
            #expect(answer.contains("Access-Control-Allow-Methods: GET, HEAD, POST\r\n"))
            let record = try #require(await records(fixture, 1).first)
            #expect(record.detail == "method_not_allowed DELETE" && record.route == nil && record.application == "app")
        }
    }

    @Test func aBodyBehindAPreflightIsNotTheNextRequest() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let hidden = "GET /app/open HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"
            let asked = Self.preflight(fields: ["Content-Length: \(hidden.utf8.count)"])
            _ = try await client.exchange(asked + hidden, endingWith: "\r\n\r\n")
            let next = try await client.exchange(Self.preflight(), endingWith: "\r\n\r\n")
            #expect(next.hasPrefix("HTTP/1.1 204 "))
            #expect(upstream.connectionCount == 0)
        }
    }

    @Test func answersOfTheUpstreamSpeakThePolicysWord() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let origin = ["Origin: \(Self.page)"]
            let answer = try await client.exchange(
                ProxyFixture.request("GET /app/open", fields: origin),
                endingWith: "hello"
            )
            #expect(
                answer.hasPrefix(
                    "HTTP/1.1 200 OK\r\nVary: Accept\r\nContent-Length: 5\r\nDate: "
                )
            )
            #expect(
                answer.contains(
                    "\r\nVary: Origin\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n" + Self.exposed
                )
            )
            #expect(!answer.contains("CREDENTIALS") && !answer.contains("Origin: *"))
            #expect(upstream.received.first?.contains("\r\nOrigin: https://app.example.com\r\n") == true)

            let below = ["Origin: https://x.example.org"]
            let other = try await client.exchange(
                ProxyFixture.request("GET /app/open", fields: below),
                endingWith: "hello"
            )
            #expect(other.contains("\r\nAccess-Control-Allow-Origin: https://x.example.org\r\n"))
        }
    }

    @Test(arguments: [
        [], ["Origin: https://evil.test"], ["Origin: https://app.example.com", "Origin: https://evil.test"],
    ])
    func whoIsNotListedGetsTheAnswerWithoutPermissionToReadIt(fields: [String]) async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/open", fields: fields)
            let answer = try await client.exchange(request, endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            // A cache must not give it to a page that is listed.
            #expect(answer.contains("\r\nVary: Origin\r\n"))
            #expect(!answer.lowercased().contains("access-control"))
        }
    }

    @Test(arguments: [
        ("GET /app/data", [], "401"), ("GET /app/none", [], "404"), ("PATCH /app/data", [], "405"),
        ("GET /app/%2F", [], "400"),
        ("GET /app/data", ["Authorization: Bearer x"], "401"),
    ])
    func refusalsCanBeReadByThePage(line: String, fields: [String], status: String) async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request(line, fields: ["Origin: \(Self.page)"] + fields)
            let answer = try await client.exchange(request, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(
                answer.contains(
                    "\r\nVary: Origin\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n" + Self.exposed
                )
            )
        }
    }

    @Test func failuresOfTheUpstreamCanBeReadByThePage() async throws {
        try await run(answering: "nonsense\r\n\r\n") { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/open", fields: ["Origin: \(Self.page)"])
            let answer = try await client.exchange(request, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 502 "))
            #expect(answer.contains("\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n"))
        }
    }

    @Test func anAnswerThatIsTheSameForAllNeedsNoVary() async throws {
        try await run(Self.cors("*")) { fixture, _ in
            let client = try await fixture.client()
            for fields in [[], ["Origin: https://anybody.test"]] {
                let request = ProxyFixture.request("GET /app/open", fields: fields)
                let answer = try await client.exchange(request, endingWith: "hello")
                #expect(answer.contains("\r\nAccess-Control-Allow-Origin: *\r\n" + Self.exposed))
                #expect(!answer.contains("Vary: Origin") && !answer.contains("CREDENTIALS"))
            }
        }
    }

    @Test func credentialsAreAllowedByName() async throws {
        try await run(Self.cors(Self.page, more: [("credentials", "true")])) { fixture, _ in
            let client = try await fixture.client()
            let asked = try await client.exchange(Self.preflight(), endingWith: "\r\n\r\n")
            #expect(asked.contains("\r\nAccess-Control-Allow-Credentials: true\r\n"))
            let request = ProxyFixture.request("GET /app/open", fields: ["Origin: \(Self.page)"])
            let answer = try await client.exchange(request, endingWith: "hello")
            #expect(answer.contains("\r\nAccess-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: "))
        }
    }

    @Test func aMethodThatThePolicyLeavesOutCannotBeRead() async throws {
        try await run(Self.cors("*", more: [("methods", "GET")])) { fixture, _ in
            let client = try await fixture.client()
            let fields = ["Origin: \(Self.page)", "Content-Length: 0"]
            let post = try await client.exchange(
                ProxyFixture.request("POST /app/body", fields: fields),
                endingWith: "hello"
            )
            #expect(!post.contains("Access-Control-Allow-Origin") && post.contains("\r\nVary: Origin\r\n"))
            let get = try await client.exchange(
                ProxyFixture.request("GET /app/body", fields: fields),
                endingWith: "hello"
            )
            #expect(get.contains("\r\nAccess-Control-Allow-Origin: *\r\n"))
        }
    }

    @Test func withoutCorsOptionsIsARequestLikeOthersAndTheUpstreamSpeaksForItself() async throws {
        try await run([]) { fixture, upstream in
            let client = try await fixture.client()
            let asked = try await client.exchange(Self.preflight(), endingWith: "}")
            #expect(asked.hasPrefix("HTTP/1.1 405 ") && asked.contains("Allow: GET, HEAD, POST\r\n"))
            let answer = try await client.exchange(Self.preflight("/app/body"), endingWith: "hello")
            #expect(answer.contains("\r\nAccess-Control-Allow-Origin: *\r\nACCESS-CONTROL-ALLOW-CREDENTIALS: true\r\n"))
            #expect(!answer.contains("Vary: Origin"))
            let seen = try #require(upstream.received.first)
            #expect(seen.hasPrefix("OPTIONS /app/body HTTP/1.1\r\n"))
            #expect(seen.contains("\r\nAccess-Control-Request-Method: POST\r\n"))
        }
    }

    /// A request needs both fields to be a preflight.
    @Test(arguments: [["Origin: https://app.example.com"], ["Access-Control-Request-Method: GET"]])
    func anOptionsRequestThatIsNoPreflightIsForwarded(fields: [String]) async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let answer = try await client.exchange(
                ProxyFixture.request("OPTIONS /app/body", fields: fields),
                endingWith: "hello"
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(upstream.connectionCount == 1)
        }
    }
}
