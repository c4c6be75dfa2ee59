import GatehouseJOSE
import GatehouseProxy
import Logging

extension UpstreamTLSSettings: CertificateSettings {
    static let title = "upstream certificates"

    /// Every file that is named.
    var paths: [String] {
        [authorities, certificate?.certificate, certificate?.key].compactMap(\.self)
    }

    func option(of path: String) -> String {
        let key: SettingKey =
            if let certificate, certificate.certificate.hasSameBytes(as: path) {
                .upstreamCertificate
            } else if let certificate, certificate.key.hasSameBytes(as: path) {
                .upstreamKey
            } else {
                .upstreamCA
            }
        return key.rawValue
    }

    func load(
        _ files: CertificateFiles,
        now: Int64
    ) throws(CertificateLoading.Failure) -> UpstreamTrust {
        try CertificateLoading.load(self, files, now: now)
    }

    func warnings(_ loaded: UpstreamTrust, now: Int64) -> [String] {
        let early = loaded.certificate.flatMap {
            CertificateWarnings.early($0.name, startsAt: $0.startsAt, now: now)
        }
        let open = CertificateWarnings.openKeys([certificate?.key].compactMap(\.self))
        return open + [early].compactMap(\.self) + expiring(loaded, now: now)
    }

    func expiring(_ loaded: UpstreamTrust, now: Int64) -> [String] {
        [loaded.certificate].compactMap(\.self)
            .compactMap { CertificateWarnings.late($0.name, expiresAt: $0.expiresAt, now: now) }
    }

    func facts(_ loaded: UpstreamTrust) -> Logger.Metadata {
        var facts: Logger.Metadata = [:]
        if let authorities { facts["gatehouse.authorities"] = "\(authorities)" }
        if let certificate = loaded.certificate { facts["gatehouse.certificate"] = "\(certificate.name)" }
        return facts
    }
}
