import GatehouseTestSupport
import NIOSSL
import Synchronization
import Testing

@testable import GatehouseProxy

@Suite("Mutual TLS to upstreams", .timeLimit(.minutes(1)))
struct UpstreamCertificateLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
    private static let open = ProxyFixture.request("GET /app/open")

    private let secure: SecureFixture
    private let own: TestCertificate

    init() throws {
        secure = try SecureFixture()
        own = try secure.authority.issue(subject: "gate")
    }

    private func run(_ port: Int, _ trust: UpstreamTrust, _ body: (ProxyFixture) async throws -> Void) async throws {
        let configuration = ProxyConfiguration.fixture.with(\.upstreamTrust, trust)
        try await ProxyFixture.run(upstream: port, at: "https://localhost", configuration: configuration, body)
    }

    /// An upstream that lets nobody in without a certificate of an authority.
    private func demanding(
        _ clients: TestAuthority? = nil,
        newest: TLSVersion = .tlsv13
    ) async throws -> ScriptedUpstream {
        let tls = try secure.upstream(
            secure.authority.issue(),
            asking: .noHostnameVerification,
            for: clients,
            newest: newest
        )
        return try await ScriptedUpstream.start(always: Self.hello, tls: tls)
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func oneThatDemandsACertificateIsShownIt(version: TLSVersion) async throws {
        let upstream = try await demanding(newest: version)
        try await run(upstream.port, secure.trust(showing: own)) { fixture in
            let client = try await fixture.client()
            for _ in 0..<3 { #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 200 ")) }
            #expect(upstream.connectionCount == 1)
            #expect(try await fixture.proxy.sample().upstreamCertificate?.name == "gate.pem")
        }
        try await upstream.stop()
    }

    @Test func soIsOneThatSpeaksHTTP2() async throws {
        let tls = try secure.upstream(
            secure.authority.issue(),
            offering: ["h2", "http/1.1"],
            asking: .noHostnameVerification
        )
        let upstream = try await HTTP2Upstream.start(always: "hello", tls: tls)
        try await run(upstream.port, secure.trust(showing: own)) { fixture in
            let answer = try await fixture.client().exchange(Self.open, endingWith: "\r\n0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        try await run(upstream.port, secure.trust()) { fixture in
            try await expectRefusal(of: fixture)
        }
        #expect(upstream.heads.count == 1)
        try await upstream.stop()
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func withoutOneTheAnswerSaysSo(version: TLSVersion) async throws {
        let upstream = try await demanding(newest: version)
        try await run(upstream.port, secure.trust()) { fixture in try await expectRefusal(of: fixture) }
        #expect(!upstream.received.contains { $0.contains("GET ") })
        try await upstream.stop()
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func oneThatIsNotAcceptedIsTheSame(version: TLSVersion) async throws {
        let upstream = try await demanding(try TestAuthority(name: "Another"), newest: version)
        try await run(upstream.port, secure.trust(showing: own)) { fixture in try await expectRefusal(of: fixture) }
        try await upstream.stop()
    }

    private func expectRefusal(of fixture: ProxyFixture) async throws {
        let answer = try await fixture.client().answer(to: Self.open)
        #expect(answer.hasPrefix("HTTP/1.1 502 "), "\(answer)")
        #expect(try await fixture.proxy.sample().upstreamFailures == ["upstream_certificate_refused": 1])
    }

    // MARK: Who is shown it

    /// Takes any certificate or none, and remembers what it was shown.
    private func curious(
        _ names: [String],
        newest: TLSVersion? = nil,
        answer: @escaping ScriptedUpstream.Script = { received, _ in
            received.hasSuffix("\r\n\r\n") ? .reply(hello) : .wait
        }
    ) async throws -> (upstream: ScriptedUpstream, seen: SeenCertificates) {
        let seen = SeenCertificates()
        let tls = try secure.upstream(
            secure.authority.issue(names: names),
            asking: .optionalVerification,
            newest: newest
        )
        let upstream = try await ScriptedUpstream.start(tls: tls, seeing: seen.add, answer)
        return (upstream, seen)
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func whoDoesNotProveItsNameIsNotShownIt(version: TLSVersion) async throws {
        let cases: [(String, Int, [[UInt8]])] = [("other.test", 503, []), ("localhost", 200, [own.der])]
        for (name, status, shown) in cases {
            let (upstream, seen) = try await curious([name], newest: version)
            try await run(upstream.port, secure.trust(showing: own)) { fixture in
                let answer = try await fixture.client().answer(to: Self.open)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
            #expect(upstream.connectionCount > 0)
            #expect(seen.all == shown)
            try await upstream.stop()
        }
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func whoIsNotBelievedIsNotShownIt(version: TLSVersion) async throws {
        let (upstream, seen) = try await curious(["localhost"], newest: version)
        let trust = try secure.trust(in: try TestAuthority(name: "Another"), showing: own)
        try await run(upstream.port, trust) { fixture in
            let answer = try await fixture.client().answer(to: Self.open)
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
        }
        #expect(upstream.connectionCount > 0)
        #expect(seen.all == [])
        try await upstream.stop()
    }

    @Test func whoDoesNotAskIsNotShownIt() async throws {
        let tls = try secure.upstream(secure.authority.issue())
        let seen = SeenCertificates()
        let upstream = try await ScriptedUpstream.start(tls: tls, seeing: seen.add) { received, _ in
            received.hasSuffix("\r\n\r\n") ? .reply(Self.hello) : .wait
        }
        try await run(upstream.port, secure.trust(showing: own)) { fixture in
            let answer = try await fixture.client().answer(to: Self.open)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        #expect(seen.all == [])
        try await upstream.stop()
    }

    // MARK: Others

    @Test func newConnectionsShowANewOneAndOpenOnesLiveOn() async throws {
        let new = try secure.authority.issue(subject: "gate")
        let (upstream, seen) = try await curious(["localhost"]) { received, connection in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return .reply(received.contains("/app/data") ? Self.last : Self.hello)
        }
        try await run(upstream.port, secure.trust(showing: own)) { fixture in
            let client = try await fixture.client()
            #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            fixture.proxy.adopt(try secure.trust(showing: new))
            let last = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            #expect(try await client.answer(to: last).hasPrefix("HTTP/1.1 200 "))
            #expect(seen.all == [own.der])
            #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 200 "))
            #expect(seen.all == [own.der, new.der])
        }
        try await upstream.stop()
    }

    @Test func newConnectionsBelieveANewAuthorityAlone() async throws {
        let other = try TestAuthority(name: "Another")
        let upstream = try await ScriptedUpstream.start(
            always: Self.last,
            tls: secure.upstream(secure.authority.issue())
        )
        try await run(upstream.port, secure.trust(in: other)) { fixture in
            let client = try await fixture.client()
            let steps: [(UpstreamTrust?, Int)] = [
                (nil, 503), (try secure.trust(), 200), (try secure.trust(in: other), 503),
            ]
            for (trust, status) in steps {
                if let trust { fixture.proxy.adopt(trust) }
                #expect(try await client.answer(to: Self.open).hasPrefix("HTTP/1.1 \(status) "))
            }
        }
        try await upstream.stop()
    }

    // MARK: What is read

    private func problem(_ chain: String, _ key: String) -> CertificateProblem? {
        #expect(throws: CertificateProblem.self) {
            try UpstreamCertificate(
                name: "gate.pem",
                chain: Array(chain.utf8),
                key: Array(key.utf8),
                now: SecureFixture.now
            )
        }
    }

    @Test func whatCannotBeUsedIsSaid() throws {
        let other = try secure.authority.issue()
        let old = try secure.authority.issue(seconds: -60)
        #expect(problem("nonsense", own.key)?.message == "there is no certificate in it")
        #expect(problem(own.pem, "nonsense")?.message == "there is no private key in it that can be read")
        #expect(problem(own.pem, other.key)?.message == "the key does not belong to the certificate")
        #expect(problem(old.pem, old.key)?.kind == .expired)
    }
}

/// The certificates that an upstream was shown, as bytes.
private final class SeenCertificates: Sendable {
    private let seen = Mutex<[[UInt8]]>([])

    var all: [[UInt8]] { seen.withLock { $0 } }

    func add(_ certificates: [NIOSSLCertificate]) {
        guard let leaf = try? certificates.first?.toDERBytes() else { return }
        seen.withLock { $0.append(leaf) }
    }
}
