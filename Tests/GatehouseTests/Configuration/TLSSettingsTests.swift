import GatehouseProxy
import Testing

@testable import Gatehouse

struct TLSSettingsTests {
    @Test func everyKeyIsRead() throws {
        let configuration = try GatehouseConfiguration.read(
            file: """
                listen: 127.0.0.1:8443
                tls:
                  certificates:
                    - { certificate: /etc/a.pem, key: /etc/a.key }
                    - key: "/etc/b: c.key"
                      certificate: /etc/b.pem
                  client_ca: /etc/clients.pem
                  client_certificates: require
                  minimum_version: 1.3
                  redirect_listen: 127.0.0.1:8080
                  hsts_seconds: 60
                """
        )
        let tls = try #require(configuration.tls)
        #expect(
            tls.certificates == [
                TLSSettings.Files(certificate: "/etc/a.pem", key: "/etc/a.key"),
                TLSSettings.Files(certificate: "/etc/b.pem", key: "/etc/b: c.key"),
            ]
        )
        #expect(tls.clientAuthority == "/etc/clients.pem")
        #expect(tls.clientCertificates == .require)
        #expect(tls.minimumVersion == .tls13)
        #expect(tls.redirectListen == ListenAddress(host: "127.0.0.1", port: 8_080))
        #expect(tls.strictTransportSeconds == 60)
        #expect(configuration.effectiveIssuer == "https://localhost:8443")
        #expect(configuration.securePort == 8_443)
        #expect(try GatehouseConfiguration.read(file: configuration.text).tls == tls)
    }

    @Test func theEnvironmentNamesPairs() throws {
        let configuration = try GatehouseConfiguration.read(environment: [
            "GATEHOUSE_TLS_CERTIFICATES": "a.pem:a.key, b.pem:b.key", "GATEHOUSE_TLS_CLIENT_CA": "ca.pem",
            "GATEHOUSE_ISSUER": "https://auth.example.test",
        ])
        #expect(configuration.tls?.certificates.map(\.key) == ["a.key", "b.key"])
        #expect(configuration.tls?.clientCertificates == .request)
        #expect(configuration.securePort == 443)
    }

    @Test func withoutAnyOfItTheListenerSpeaksInTheClear() throws {
        #expect(try GatehouseConfiguration.read(file: "listen: 127.0.0.1:1").tls == nil)
    }

    @Test(arguments: [
        ("tls: { hsts_seconds: 5 }", "gateway.yaml:1:22: error: tls has no certificate; write certificates: "),
        ("tls: { certificates: [] }", "gateway.yaml:1:22: error: tls has no certificate; write certificates: "),
        ("tls: { certificates: [a] }", "gateway.yaml:1:23: error: an element of tls.certificates must be a mapping; "),
        (
            "tls: { certificates: [{ key: b }] }",
            "gateway.yaml:1:23: error: this certificate has no certificate; write certificate: PATH beside its key"
        ),
        (
            "tls: { certificates: [{ certificate: a, key: b }], client_certificates: request }",
            "gateway.yaml:1:73: error: nobody is named who may vouch for clients; write client_ca: PATH"
        ),
        (
            "tls: { certificates: [{ certificate: a, key: b }] }\nissuer: http://localhost:8080",
            "gateway.yaml:2:9: error: the public listener speaks TLS, and http://localhost:8080 does not; write https://"
        ),
        ("tls: { certificats: [] }", "gateway.yaml:1:8: error: there is no setting tls.certificats; did you mean"),
        ("tls: { certificates: one }", "gateway.yaml:1:22: error: one does not name two files; write CERTIFICATE:KEY"),
    ])
    func aProblemNamesItsPlaceAndWhatToWrite(file: String, problem: String) {
        let error = #expect(throws: ConfigurationError.self) { _ = try GatehouseConfiguration.read(file: file) }
        let found = error?.problems.map(\.description) ?? []
        #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }
}
