import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8705 §3 — tokens bound to a certificate")
struct CertificateBindingTests {
    /// Two DER sequences that no certificate authority has seen.
    private let der: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x01]
    private let otherDER: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x02]

    private func field(_ der: [UInt8]) -> String { ClientCertificateField.value(der: der) }

    private func makeServer(isPublic: Bool = false, bindsCertificate: Bool = true) async throws -> TestServer {
        let profile = ClientProfile.with { $0.bindsCertificate = bindsCertificate }
        let server = try await TestServer(clients: [.app(isPublic: isPublic, profile: profile)])
        try await server.allow()
        return server
    }

    @Test func theTokenNamesTheCertificate() async throws {
        let server = try await makeServer()
        let answer = try await server.redeem(secret: Client.secretText, certificate: field(der))
        #expect(answer.tokenType == "bearer")
        #expect(
            try server.verified(answer).claims["cnf"] == ["x5t#S256": .string(CertificateThumbprint.of(der: der))]
        )
    }

    @Test(arguments: [nil, "", ":!:", "MAMCAQE="] as [String?])
    func withoutACertificateThereIsNoToken(_ field: String?) async throws {
        let server = try await makeServer()
        let error = await refusal { _ = try await server.redeem(secret: Client.secretText, certificate: field) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aProofDoesNotReplaceTheCertificate() async throws {
        let server = try await makeServer()
        let proof = try TestProof.first().make()
        let error = await refusal {
            _ = try await server.redeem(secret: Client.secretText, proofs: [proof], certificate: field(der))
        }
        #expect(error?.code == .invalidDPoPProof)
    }

    @Test func aCertificateOfAnotherClientMeansNothing() async throws {
        let server = try await makeServer(bindsCertificate: false)
        let answer = try await server.redeem(secret: Client.secretText, certificate: field(der))
        #expect(try server.verified(answer).claims["cnf"] == nil)
    }

    @Test func aPublicClientsRefreshTokenIsBoundToTheCertificate() async throws {
        let server = try await makeServer(isPublic: true)
        let first = try await server.redeem(certificate: field(der))
        let error = await refusal { _ = try await server.refresh(first.refreshToken, certificate: field(otherDER)) }
        #expect(error?.code == .invalidGrant)
        _ = try await server.refresh(first.refreshToken, certificate: field(der))
    }

    @Test func aConfidentialClientMayRenewItsCertificate() async throws {
        let server = try await makeServer()
        let first = try await server.redeem(secret: Client.secretText, certificate: field(der))
        let second = try await server.refresh(
            first.refreshToken,
            secret: Client.secretText,
            certificate: field(otherDER)
        )
        #expect(
            try server.verified(second).binding == .certificate(thumbprint: CertificateThumbprint.of(der: otherDER))
        )
    }
}
