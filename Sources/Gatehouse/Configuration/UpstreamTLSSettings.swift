/// Says how upstreams are spoken with over TLS.
package struct UpstreamTLSSettings: Sendable, Equatable {
    /// - `upstream_ca` (path, default none): authorities of upstreams besides the system's, in PEM.
    package var authorities: String?
    /// - `upstream_certificate` and `upstream_key` (paths, default none): what is shown to upstreams that ask, in PEM.
    package var certificate: TLSSettings.Files?

    /// Nothing of it yet.
    package init() {}
}

extension UpstreamTLSSettings {
    /// Reads what is set of it; nil if nothing is.
    init?(_ checks: inout SettingChecks) {
        self.init()
        var certificate: String?
        var key: String?
        checks.value(.upstreamCA, GatehouseConfiguration.path) { authorities = $0 }
        checks.value(.upstreamCertificate, GatehouseConfiguration.path) { certificate = $0 }
        checks.value(.upstreamKey, GatehouseConfiguration.path) { key = $0 }
        switch (certificate, key) {
        case (let certificate?, let key?):
            self.certificate = TLSSettings.Files(certificate: certificate, key: key)
        case (_?, nil) where !checks.hasProblem(with: .upstreamKey):
            checks.report(.upstreamCertificate, "this certificate has no key", "write upstream_key: PATH beside it")
        case (nil, _?) where !checks.hasProblem(with: .upstreamCertificate):
            checks.report(.upstreamKey, "this key has no certificate", "write upstream_certificate: PATH beside it")
        default: break
        }
        guard self != UpstreamTLSSettings() else { return nil }
    }
}
