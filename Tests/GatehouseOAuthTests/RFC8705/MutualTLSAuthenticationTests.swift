import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8705 §2 — mutual-TLS client authentication")
struct MutualTLSAuthenticationTests {
    /// No certificate, but of its form: a DER SEQUENCE.
    private static let der: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]
    private static let field = ClientCertificateField.value(der: der)
    private static let other = ClientCertificateField.value(der: [0x30, 0x03, 0x02, 0x01, 0x06])

    /// Reads the subject that a test wrote down.
    private struct Subjects: CertificateReading {
        func subject(der: [UInt8]) -> String? {
            der == MutualTLSAuthenticationTests.der ? "CN=service,O=Example" : nil
        }
    }

    private func client(_ change: (inout ClientProfile) -> Void) -> Client {
        .fixture(id: "service", secrets: [.of("s")], profile: .with(change))
    }

    private func selfSigned() -> Client {
        client {
            $0.authenticationMethod = .selfSignedTLS
            $0.certificateThumbprints = [CertificateThumbprint.of(der: Self.der)]
        }
    }

    private func named(_ subject: String) -> Client {
        client {
            $0.authenticationMethod = .tlsClientAuth
            $0.certificateSubject = subject
        }
    }

    private func ask(
        _ client: Client,
        certificate: String?,
        secret: String? = nil
    ) async throws {
        let server = try await TestServer(clients: [client], certificates: Subjects())
        _ = try await server.ask(
            [("grant_type", "client_credentials")],
            client: "service",
            secret: secret,
            certificate: certificate
        )
    }

    @Test func aRegisteredCertificateAuthenticates() async throws {
        try await ask(selfSigned(), certificate: Self.field)
    }

    @Test func aRegisteredSubjectAuthenticates() async throws {
        try await ask(named("CN=service,O=Example"), certificate: Self.field)
    }

    @Test(arguments: [nil, MutualTLSAuthenticationTests.other, "", ":AAAA:"])
    func anotherCertificateIsRefused(_ certificate: String?) async throws {
        for client in [selfSigned(), named("CN=service,O=Example")] {
            #expect(await refusal { try await ask(client, certificate: certificate) }?.code == .invalidClient)
        }
    }

    @Test(arguments: ["CN=service", "O=Example,CN=service", "CN=Service,O=Example", ""])
    func anotherSubjectIsRefused(_ subject: String) async throws {
        #expect(await refusal { try await ask(named(subject), certificate: Self.field) }?.code == .invalidClient)
    }

    @Test func aSecretBesideItIsRefused() async throws {
        let error = await refusal { try await ask(selfSigned(), certificate: Self.field, secret: "s") }
        #expect(error?.code == .invalidClient)
    }

    @Test func aCertificateIsNoProofForOthers() async throws {
        let plain = client { $0.certificateThumbprints = [CertificateThumbprint.of(der: Self.der)] }
        #expect(await refusal { try await ask(plain, certificate: Self.field) }?.code == .invalidClient)
        try await ask(plain, certificate: Self.field, secret: "s")
    }

    @Test func withoutAReaderNoSubjectFits() async throws {
        let server = try await TestServer(clients: [named("CN=service,O=Example")])
        let error = await refusal {
            _ = try await server.ask(
                [("grant_type", "client_credentials")],
                client: "service",
                certificate: Self.field
            )
        }
        #expect(error?.code == .invalidClient)
    }
}
