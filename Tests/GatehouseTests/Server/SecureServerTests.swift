import GatehouseControl
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("A server that speaks TLS", .timeLimit(.minutes(2)))
struct SecureServerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func settings() throws -> TLSSettings {
        let issued = try TestAuthority().issue()
        try folder.write("tls.pem", issued.pem)
        try folder.write("tls.key", issued.key)
        var settings = TLSSettings()
        settings.certificates = [TLSSettings.Files(certificate: folder.file("tls.pem"), key: folder.file("tls.key"))]
        return settings
    }

    @Test func itsIssuerIsHTTPSAndAdministratorsCanTryRequests() async throws {
        try await RunningServer.run(in: folder, settings: [.tls(settings())]) { gate in
            #expect(gate.endpoints.issuer == "https://localhost:\(gate.port)")
            let request = TrialRequest(
                method: "GET",
                authority: "localhost:\(gate.port)",
                target: "/tstapp/health",
                token: nil
            )
            let answer = try await gate.server.trial.send(request)
            #expect(answer.status == 200)
        }
    }

    @Test func whatIsInForceIsOnTheMetricsPage() async throws {
        try await RunningServer.run(in: folder, settings: [.tls(settings())]) { gate in
            let page = await gate.server.metrics.render()
            #expect(page.contains("\ngatehouse_tls_handshakes_total{result=\"refused\"} 0\n"))
            let line = "\ngatehouse_tls_certificate_expires_seconds{certificate=\"\(folder.file("tls.pem"))\"} "
            #expect(page.contains(line))
        }
    }
}
