import Testing

@testable import Gatehouse

struct UpstreamTLSSettingsTests {
    @Test func everyKeyIsReadAndPrinted() throws {
        let configuration = try GatehouseConfiguration.read(
            file: """
                upstream_ca: /etc/ca.pem
                upstream_certificate: "/etc/gate: a.pem"
                upstream_key: /etc/gate.key
                """
        )
        let settings = try #require(configuration.upstreamTLS)
        #expect(settings.authorities == "/etc/ca.pem")
        #expect(settings.certificate == TLSSettings.Files(certificate: "/etc/gate: a.pem", key: "/etc/gate.key"))
        #expect(settings.paths == ["/etc/ca.pem", "/etc/gate: a.pem", "/etc/gate.key"])
        #expect(settings.paths.map(settings.option) == ["upstream_ca", "upstream_certificate", "upstream_key"])
        #expect(try GatehouseConfiguration.read(file: configuration.text).upstreamTLS == settings)
    }

    @Test func theEnvironmentSetsThemToo() throws {
        let configuration = try GatehouseConfiguration.read(environment: [
            "GATEHOUSE_UPSTREAM_CERTIFICATE": "gate.pem", "GATEHOUSE_UPSTREAM_KEY": "gate.key",
        ])
        #expect(configuration.upstreamTLS?.certificate?.key == "gate.key")
        #expect(configuration.upstreamTLS?.authorities == nil)
        #expect(configuration.tls == nil)
    }

    @Test func withoutAnyOfItThereIsNone() throws {
        #expect(try GatehouseConfiguration.read(file: "listen: 127.0.0.1:1").upstreamTLS == nil)
    }

    @Test(arguments: [
        ("upstream_certificate: a", "gateway.yaml:1:23: error: this certificate has no key; write upstream_key: PATH"),
        ("upstream_key: a", "gateway.yaml:1:15: error: this key has no certificate; write upstream_certificate: PATH"),
        ("upstream_certificat: a", "gateway.yaml:1:1: error: there is no setting upstream_certificat; did you mean"),
    ])
    func aProblemNamesItsPlaceAndWhatToWrite(file: String, problem: String) {
        let error = #expect(throws: ConfigurationError.self) { _ = try GatehouseConfiguration.read(file: file) }
        let found = error?.problems.map(\.description) ?? []
        #expect(found.count == 1)
        #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }
}
