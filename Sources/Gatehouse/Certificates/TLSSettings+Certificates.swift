import GatehouseProxy
import Logging

extension TLSSettings: CertificateSettings {
    static let title = "TLS certificates"

    /// Every file that is named.
    var paths: [String] {
        certificates.flatMap { [$0.certificate, $0.key] } + [clientAuthority].compactMap(\.self)
    }

    func option(of path: String) -> String { "tls" }

    func load(
        _ files: CertificateFiles,
        now: Int64
    ) throws(CertificateLoading.Failure) -> ServerCertificates {
        try CertificateLoading.load(self, files, now: now)
    }

    func warnings(_ loaded: ServerCertificates, now: Int64) -> [String] {
        var warnings = CertificateWarnings.openKeys(certificates.map(\.key))
        for (index, certificate) in loaded.all.enumerated() {
            if index > 0, certificate.hostNames.isEmpty {
                warnings.append("\(certificate.name): the certificate names no host, so no client is shown it")
            }
            let early = CertificateWarnings.early(certificate.name, startsAt: certificate.startsAt, now: now)
            warnings += [early].compactMap(\.self)
        }
        return warnings + expiring(loaded, now: now)
    }

    func expiring(_ loaded: ServerCertificates, now: Int64) -> [String] {
        loaded.all.compactMap { CertificateWarnings.late($0.name, expiresAt: $0.expiresAt, now: now) }
    }

    func facts(_ loaded: ServerCertificates) -> Logger.Metadata {
        ["gatehouse.certificates": "\(loaded.all.count)"]
    }
}
