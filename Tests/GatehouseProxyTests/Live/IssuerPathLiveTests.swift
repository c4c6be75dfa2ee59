import Glibc
import Testing

@testable import GatehouseProxy

@Suite("What passes between clients and the issuer's site", .timeLimit(.minutes(1)))
struct IssuerPathLiveTests {
    private func run(
        isTrusted: Bool = false,
        answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        _ body: (RawClient, ScriptedUpstream) async throws -> Void
    ) async throws {
        let path = "/tmp/gatehouse-\(RequestIdentifier.random.description.prefix(12)).sock"
        defer { unlink(path) }
        let site = try await ScriptedUpstream.start(path: path) { received, _ in
            received.hasSuffix("\r\n\r\n") || received.hasSuffix("end") ? .reply(answer) : .wait
        }
        let trusted = isTrusted ? [try #require(AddressRange("127.0.0.1"))] : []
        let configuration = ProxyConfiguration.fixture.with(\.trustedProxies, trusted)
        try await ProxyFixture.run(upstream: 1, controlSocketPath: path, configuration: configuration) { fixture in
            try await body(try await fixture.client(), site)
        }
        try await site.stop()
    }

    /// RFC 7592 §2: a registered client is read, changed and deleted.
    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func aMethodReachesTheSite(method: String) async throws {
        try await run(answer: "HTTP/1.1 204 No Content\r\n\r\n") { client, site in
            let request = ProxyFixture.request("\(method) /oauth2/register/abc")
            let answer = try await client.exchange(request, endingWith: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 204 "))
            #expect(site.received.first?.hasPrefix("\(method) /oauth2/register/abc HTTP/1.1\r\n") == true)
        }
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE"])
    func aBodyReachesTheSite(method: String) async throws {
        try await run { client, site in
            let fields = ["Content-Length: 7", "Content-Type: application/json"]
            let request = ProxyFixture.request("\(method) /oauth2/register/abc", fields: fields, body: "the end")
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(site.received.first?.hasSuffix("\r\n\r\nthe end") == true)
        }
    }

    @Test func anotherMethodIsToldWhichThereAre() async throws {
        try await run { client, site in
            let answer = try await client.answer(to: ProxyFixture.request("PURGE /oauth2/token"))
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(answer.contains("\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"))
            #expect(site.connectionCount == 0)
        }
    }

    @Test(arguments: [
        "DPoP: a.b.c", "Authorization: DPoP abc", "Authorization: Basic YTpi", "Origin: https://a.test",
        "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1",
        "Cookie: gatehouse-session=1; __Host-gatehouse-session=2; other=3", "Accept-Language: de", "Referer: http://x/",
    ])
    func aFieldReachesTheSite(field: String) async throws {
        try await run { client, site in
            let request = ProxyFixture.request("GET /account", fields: [field])
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(site.received.first?.contains("\r\n\(field)\r\n") == true)
        }
    }

    @Test(arguments: [true, false])
    func aCertificateReachesTheSiteFromATrustedProxyAlone(isTrusted: Bool) async throws {
        try await run(isTrusted: isTrusted) { client, site in
            let fields = ["Client-Cert: :MAMCAQU=:", "Client_Cert: :MAMCAQU=:", "Client-Cert-Chain: :MAMCAQU=:"]
            let request = ProxyFixture.request("GET /oauth2/token", fields: fields)
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            let seen = try #require(site.received.first)
            #expect(seen.contains("\r\nClient-Cert: :MAMCAQU=:\r\n") == isTrusted)
            #expect(!seen.contains("Client_Cert") && !seen.contains("Chain"))
        }
    }

    @Test func whatTheSiteAnswersComesBack() async throws {
        let fields = [
            "Set-Cookie: gatehouse-session=1; Path=/; HttpOnly", "Set-Cookie: __Host-gatehouse-session=2; Secure",
            "Location: http://localhost:8080/login?x=1", "DPoP-Nonce: abc", "WWW-Authenticate: DPoP error=\"x\"",
            "Clear-Site-Data: \"cookies\"", "Content-Security-Policy: default-src 'none'",
        ]
        let answer = (["HTTP/1.1 302 Found", "Content-Length: 5"] + fields).joined(separator: "\r\n") + "\r\n\r\nhello"
        try await run(answer: answer) { client, _ in
            let seen = try await client.answer(to: ProxyFixture.request("GET /oauth2/authorize"))
            #expect(seen.hasPrefix("HTTP/1.1 302 Found\r\n"))
            for field in fields { #expect(seen.contains("\r\n\(field)\r\n"), "\(field)") }
        }
    }
}
