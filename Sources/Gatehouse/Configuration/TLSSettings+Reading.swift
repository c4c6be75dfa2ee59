import GatehouseProxy

extension TLSSettings {
    /// Reads what is below `tls`; nil if nobody set any of it.
    init?(_ checks: inout SettingChecks) {
        guard let first = SettingKey.tls.first(where: { checks.reader.text($0) != nil || Self.isList($0, checks) })
        else {
            return nil
        }
        self.init()
        var wished: TLSOptions.ClientCertificates?
        checks.list(.certificates, Self.files) { certificates = $0 }
        checks.value(.clientCA, GatehouseConfiguration.path) { clientAuthority = $0 }
        checks.choice(.clientCertificates, TLSOptions.ClientCertificates.allCases.map(\.rawValue)) { text in
            wished = TLSOptions.ClientCertificates(rawValue: text)
        }
        checks.choice(.minimumTLSVersion, TLSOptions.MinimumVersion.allCases.map(\.rawValue)) { text in
            minimumVersion = TLSOptions.MinimumVersion(rawValue: text) ?? .tls12
        }
        checks.address(.redirectListen) { redirectListen = $0 }
        checks.number(.strictTransportSeconds, in: 0...315_360_000) { strictTransportSeconds = $0 }
        clientCertificates = wished ?? (clientAuthority == nil ? .off : .request)
        if certificates.isEmpty, !checks.hasProblem(with: .certificates) {
            checks.report(first, "tls has no certificate", "write certificates: [{ certificate: PATH, key: PATH }]")
        }
        if clientCertificates != .off, clientAuthority == nil {
            checks.report(
                .clientCertificates,
                "nobody is named who may vouch for clients",
                "write client_ca: PATH beside it, a file with the certificates of their authorities"
            )
        }
    }

    private static func isList(_ key: SettingKey, _ checks: SettingChecks) -> Bool {
        key.isList && checks.reader.list(key) != nil
    }

    /// What stands between certificate and key where both are one text and a file has them.
    static let separator = "\n"

    /// Two paths: from the file as it put them together, from the environment with a colon between them.
    private static func files(_ text: String) throws(SettingProblem) -> Files {
        let isOfFile = text.contains(separator)
        let parts = text.split(separator: isOfFile ? "\n" : ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw SettingProblem("\(text) does not name two files", "write CERTIFICATE:KEY, two paths in PEM")
        }
        return Files(certificate: parts[0], key: parts[1])
    }
}
