import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("RFC 8705 §3: certificate-bound tokens at the gate", .timeLimit(.minutes(1)))
struct ClientCertificateLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    /// Any DER sequence will do: the proxy in front has looked at the certificate.
    private static let certificate: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]
    private static let other: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x06]

    private static func field(_ der: [UInt8] = certificate) -> String {
        "Client-Cert: \(ClientCertificateField.value(der: der))"
    }

    private static func token() throws -> String {
        try ProxyFixture.token(confirmation: ["x5t#S256": .string(CertificateThumbprint.of(der: certificate))])
    }

    private func run(isTrusted: Bool = true, _ body: (RawClient, ScriptedUpstream) async throws -> Void) async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        let trusted = isTrusted ? [try #require(AddressRange("127.0.0.1"))] : []
        let configuration = ProxyConfiguration.fixture.with(\.trustedProxies, trusted)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            try await body(try await fixture.client(), upstream)
        }
        try await upstream.stop()
    }

    private func isRefused(_ answer: String) -> Bool {
        answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("WWW-Authenticate: Bearer error=\"invalid_token\"")
    }

    /// Also when the gate has remembered the token.
    @Test func theCertificateIsTheProof() async throws {
        try await run { client, upstream in
            let request = ProxyFixture.request("GET /app/data", token: try Self.token(), fields: [Self.field()])
            for _ in 0..<4 { #expect(try await client.answer(to: request).hasPrefix("HTTP/1.1 200 ")) }
            #expect(upstream.received.first?.contains("Client-Cert") == false)
            let bare = ProxyFixture.request("GET /app/data", token: try Self.token())
            #expect(isRefused(try await client.answer(to: bare)))
        }
    }

    @Test func anybodyElsesWordIsNoProof() async throws {
        try await run(isTrusted: false) { client, upstream in
            let request = ProxyFixture.request("GET /app/data", token: try Self.token(), fields: [Self.field()])
            #expect(isRefused(try await client.answer(to: request)))
            #expect(upstream.connectionCount == 0)
        }
    }

    @Test(arguments: [
        [field(other)], [field(), field()], [field(), field(other)], ["Client-Cert: "], ["Client-Cert: MAMCAQU="],
        ["Client-Cert: :MAMCAQU:"], ["Client-Cert: :MAMCAQU=:, :MAMCAQU=:"], ["Client-Cert: :MAMCAQU=:;a=1"],
        ["Client_Cert: :MAMCAQU=:"], ["Client-Cert-Chain: :MAMCAQU=:"],
    ])
    func anythingElseIsNoProof(fields: [String]) async throws {
        try await run { client, _ in
            let request = ProxyFixture.request("GET /app/data", token: try Self.token(), fields: fields)
            #expect(isRefused(try await client.answer(to: request)))
        }
    }

    @Test func aCertificateIsNoDPoPProofAndTheOtherWayRound() async throws {
        try await run { client, _ in
            let bound = try ProofFixture.token()
            let withCertificate = ProxyFixture.request("GET /app/data", token: bound, fields: [Self.field()])
            #expect(isRefused(try await client.answer(to: withCertificate)))
            let certified = try Self.token()
            let withProof = try await client.answer(
                to: try ProofFixture.request(token: certified, fields: [Self.field()])
            )
            #expect(withProof.contains("WWW-Authenticate: DPoP error=\"invalid_token\""))
        }
    }

    /// A proxy shows the certificate of every connection; only bound tokens need it.
    @Test func aBearerTokenNeedsNoCertificate() async throws {
        try await run { client, _ in
            for field in [Self.field(), "Client-Cert: nonsense"] {
                let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token(), fields: [field])
                #expect(try await client.answer(to: request).hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    /// Nothing proves what is not understood.
    @Test func anUnknownBindingIsRefused() async throws {
        try await run { client, _ in
            let token = try ProxyFixture.token(confirmation: ["x5t": .string("AAAA")])
            let request = ProxyFixture.request("GET /app/data", token: token, fields: [Self.field()])
            #expect(isRefused(try await client.answer(to: request)))
        }
    }
}
