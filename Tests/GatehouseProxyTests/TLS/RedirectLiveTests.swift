import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("The listener that sends clients to TLS", .timeLimit(.minutes(1)))
struct RedirectLiveTests {
    /// Where no other test listens.
    private static let address = "127.0.0.8"

    private func run(_ body: (Int, ProxyFixture) async throws -> Void) async throws {
        let secure = try SecureFixture()
        var configuration = ProxyConfiguration.fixture
        configuration.certificates = try secure.certificates()
        configuration.securePort = 8443
        let port = try UnusedPort.any()
        configuration.redirects = [ListenAddress(host: Self.address, port: port)]
        try await ProxyFixture.run(upstream: 1, configuration: configuration) { fixture in
            try await body(port, fixture)
        }
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func everyRequestIsSentToTheSameHost(method: String) async throws {
        try await run { port, fixture in
            let client = try await RawClient.connect(to: port, at: Self.address)
            for host in ["localhost:8080", "api.test", "[::1]:80"] {
                let request = "\(method) /app/open?a=b HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\n\r\n"
                let answer = try await client.answer(to: request)
                let name = host.hasPrefix("[") ? "[::1]" : host.split(separator: ":")[0].description
                #expect(answer.hasPrefix("HTTP/1.1 308 Permanent Redirect\r\n"))
                #expect(answer.contains("\r\nLocation: https://\(name):8443/app/open?a=b\r\n"))
            }
            #expect(try await fixture.proxy.sample().handshakes[.done] == 0)
        }
    }

    @Test(arguments: [
        "Host: a.test/x", "Host: a.test@evil.test", "Host: a.test\r\nHost: evil.test", "X: y", "Host: a b", "Host: ",
    ])
    func anUnsafeHostIsSentNowhere(field: String) async throws {
        try await run { port, _ in
            let answer = try await RawClient.connect(to: port, at: Self.address)
                .answer(to: "GET / HTTP/1.1\r\n\(field)\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(!answer.contains("Location"))
        }
    }
}
