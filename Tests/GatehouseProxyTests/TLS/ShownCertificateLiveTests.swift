import GatehouseJOSE
import GatehouseTestSupport
import Glibc
import NIOSSL
import Testing

@testable import GatehouseProxy

@Suite("RFC 8705 §3: certificates that clients show in the handshake", .timeLimit(.minutes(1)))
struct ShownCertificateLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private let secure: SecureFixture
    private let own: TestCertificate
    private let other: TestCertificate

    init() throws {
        secure = try SecureFixture()
        own = try secure.authority.issue(subject: "own")
        other = try secure.authority.issue(subject: "other")
    }

    private func run(
        asking clients: TLSOptions.ClientCertificates = .request,
        isTrusted: Bool = false,
        _ body: (ProxyFixture, ScriptedUpstream, ScriptedUpstream) async throws -> Void
    ) async throws {
        let path = "/tmp/gatehouse-\(RequestIdentifier.random.description.prefix(12)).sock"
        defer { unlink(path) }
        let site = try await ScriptedUpstream.start(path: path) { received, _ in
            received.hasSuffix("\r\n\r\n") ? .reply(Self.hello) : .wait
        }
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        var configuration = ProxyConfiguration.fixture
        configuration.certificates = try secure.certificates(asking: clients)
        if isTrusted { configuration.trustedProxies = [try #require(AddressRange("127.0.0.1"))] }
        try await ProxyFixture.run(
            upstream: upstream.port,
            controlSocketPath: path,
            configuration: configuration
        ) { fixture in
            try await body(fixture, upstream, site)
        }
        try await upstream.stop()
        try await site.stop()
    }

    private func client(_ fixture: ProxyFixture, _ certificate: TestCertificate?) async throws -> RawClient {
        try await RawClient.connect(to: fixture.port, tls: secure.client(showing: certificate), host: "localhost")
    }

    private func bound() throws -> String {
        try ProxyFixture.token(confirmation: ["x5t#S256": .string(CertificateThumbprint.of(der: own.der))])
    }

    private func field(_ certificate: TestCertificate) -> String {
        "Client-Cert: \(ClientCertificateField.value(der: certificate.der))"
    }

    @Test func aBoundTokenIsGoodWithItsCertificateAlone() async throws {
        try await run { fixture, upstream, _ in
            let request = ProxyFixture.request("GET /app/data", token: try bound())
            let holder = try await client(fixture, own)
            for _ in 0..<3 { #expect(try await holder.answer(to: request).hasPrefix("HTTP/1.1 200 ")) }
            #expect(upstream.received.first?.contains("Client-Cert") == false)
            for certificate in [other, nil] {
                let answer = try await client(fixture, certificate).answer(to: request)
                #expect(answer.hasPrefix("HTTP/1.1 401 "))
                #expect(answer.contains("error=\"invalid_token\""))
            }
        }
    }

    @Test func aHeaderFieldIsNoProof() async throws {
        try await run { fixture, _, _ in
            let request = ProxyFixture.request("GET /app/data", token: try bound(), fields: [field(own)])
            #expect(try await client(fixture, nil).answer(to: request).hasPrefix("HTTP/1.1 401 "))
            #expect(try await client(fixture, other).answer(to: request).hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test func theIssuersSiteLearnsOfItFromTheGateAlone() async throws {
        try await run { fixture, _, site in
            let request = ProxyFixture.request("GET /oauth2/token", fields: [field(other)])
            _ = try await client(fixture, own).answer(to: request)
            let seen = try #require(site.received.first)
            #expect(seen.contains("\r\n\(field(own))\r\n"))
            #expect(!seen.contains(field(other)))
            #expect(seen.contains("\r\nX-Gatehouse-Proto: https\r\n"))
        }
    }

    /// What it says of its client counts; what it shows itself is no client's.
    @Test func aTrustedProxysOwnCertificateIsNoClients() async throws {
        try await run(isTrusted: true) { fixture, _, site in
            let proxy = try await client(fixture, own)
            let silent = ProxyFixture.request("GET /app/data", token: try bound())
            #expect(try await proxy.answer(to: silent).hasPrefix("HTTP/1.1 401 "))
            let telling = ProxyFixture.request("GET /app/data", token: try bound(), fields: [field(own)])
            #expect(try await proxy.answer(to: telling).hasPrefix("HTTP/1.1 200 "))
            _ = try await proxy.answer(to: ProxyFixture.request("GET /oauth2/token"))
            #expect(site.received.first?.contains("Client-Cert") == false)
        }
    }

    @Test func whereOneIsRequiredNobodyPassesWithout() async throws {
        try await run(asking: .require) { fixture, upstream, _ in
            let request = ProxyFixture.request("GET /app/open")
            #expect(try await client(fixture, own).answer(to: request).hasPrefix("HTTP/1.1 200 "))
            let stranger = try await client(fixture, nil)
            try? await stranger.send(request)
            #expect(await stranger.textToEnd() == "")
            #expect(upstream.connectionCount == 1)
            #expect(try await fixture.proxy.sample().handshakes[.refused] == 1)
        }
    }

    @Test(arguments: [true, false])
    func anothersCertificateIsRefused(isExpired: Bool) async throws {
        let stranger = isExpired ? try secure.authority.issue(seconds: -60) : try TestAuthority().issue()
        try await run { fixture, upstream, _ in
            let client = try await client(fixture, stranger)
            try? await client.send(ProxyFixture.request("GET /app/open"))
            #expect(await client.textToEnd() == "")
            #expect(upstream.connectionCount == 0)
            #expect(try await fixture.proxy.sample().handshakes[.refused] == 1)
        }
    }
}
