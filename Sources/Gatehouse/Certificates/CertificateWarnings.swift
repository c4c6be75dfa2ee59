/// Says what an operator should know of certificates that are good.
enum CertificateWarnings {
    /// How long before its end a certificate is warned of, in seconds.
    private static let notice: Int64 = 14 * 86_400

    /// Of each key that others can read.
    static func openKeys(_ paths: [String]) -> [String] {
        paths.filter(CertificateFiles.isReadableByOthers)
            .map { "\($0): others than its owner can read this private key; run chmod 600 on it" }
    }

    /// Of a certificate that is not good yet.
    static func early(_ name: String, startsAt: Int64, now: Int64) -> String? {
        startsAt > now ? "\(name): the certificate is not good yet; look at this machine's clock" : nil
    }

    /// Of a certificate that is soon good no more.
    static func late(_ name: String, expiresAt: Int64, now: Int64) -> String? {
        guard expiresAt - now < notice else { return nil }
        guard expiresAt > now else { return "\(name): the certificate has expired" }
        let days = (expiresAt - now) / 86_400
        return "\(name): the certificate expires in \(days) \(days == 1 ? "day" : "days")"
    }
}
