internal import FoundationEssentials

/// The PEM form of an unencrypted PKCS#8 private key (RFC 7468 §10).
enum PrivateKeyPEM {
    private static let header = "-----BEGIN PRIVATE KEY-----"
    private static let footer = "-----END PRIVATE KEY-----"
    private static let lineLength = 64

    static func encode(_ der: [UInt8]) -> String {
        var lines = [header]
        var rest = Data(der).base64EncodedString()[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(lineLength)))
            rest = rest.dropFirst(lineLength)
        }
        lines.append(footer)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The DER bytes of a text that holds exactly one such key.
    static func decode(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count > 2, lines.first == header[...], lines.last == footer[...] else { return nil }
        guard let der = Data(base64Encoded: lines.dropFirst().dropLast().joined()) else { return nil }
        return [UInt8](der)
    }
}
