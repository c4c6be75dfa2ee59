/// A name of the admin listener as the setting `admin_hosts` has it: `host` or `host:port`, after `https://` if TLS ends
/// before the listener.
struct AdminName: Sendable, Equatable {
    private static let secureScheme = "https://"

    /// In lowercase.
    let authority: String
    let isSecure: Bool

    init(_ text: String) {
        let text = text.lowercased()
        isSecure = text.hasPrefix(Self.secureScheme)
        authority = isSecure ? String(text.dropFirst(Self.secureScheme.count)) : text
    }

    var hasPort: Bool { Self.hasPort(authority) }

    /// The origin as a browser writes it: it leaves the scheme's own port away (RFC 6454 §6.2).
    static func origin(_ authority: String, isSecure: Bool) -> String {
        let usual = isSecure ? ":443" : ":80"
        let isUsual = authority.hasSuffix(usual) && hasPort(authority)
        return (isSecure ? secureScheme : "http://") + (isUsual ? String(authority.dropLast(usual.count)) : authority)
    }

    private static func hasPort(_ authority: String) -> Bool {
        let afterAddress = authority.utf8.lastIndex(of: UInt8(ascii: "]")).map { authority.utf8[$0...] }
        return (afterAddress ?? authority.utf8[...]).contains(UInt8(ascii: ":"))
    }
}
