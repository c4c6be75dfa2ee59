import FoundationEssentials

/// Writes `Authorization` headers as RFC 6749 §2.3.1 wants them.
enum Basic {
    static func header(_ id: String, _ secret: String) -> String {
        raw(encoded(id) + ":" + encoded(secret))
    }

    /// Without form encoding.
    static func raw(_ pair: String) -> String {
        "Basic " + Data(pair.utf8).base64EncodedString()
    }

    /// Everything but unreserved characters escaped, spaces as plus.
    static func encoded(_ text: String) -> String {
        text.utf8
            .map { byte in
                switch byte {
                case 0x20: "+"
                case _ where isUnreserved(byte): String(UnicodeScalar(byte))
                default: "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16)
                }
            }
            .joined()
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._~".utf8.contains(byte)
    }
}
