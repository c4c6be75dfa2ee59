import GatehousePolicy

/// Tells which URLs of another authorization server may be asked.
///
/// https everywhere; http where both ends are this machine, as in development.
enum IssuerURL {
    /// A URL that was found good, in the parts that matter.
    struct Parts: Equatable {
        /// Scheme, host and port.
        let origin: String
        /// From the first slash; empty if there is none.
        let path: String
        let isLoopback: Bool
    }

    /// Takes a URL apart; nil for one with a user, a fragment, or anything else that readers of URLs disagree about.
    static func parts(_ text: String, allowsQuery: Bool = false) -> Parts? {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy(isPlain), let start = authorityStart(text) else {
            return nil
        }
        let rest = text.utf8[start...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let origin = String(text[..<end])
        let path = String(text[end...])
        guard allowsQuery || !path.utf8.contains(UInt8(ascii: "?")) else { return nil }
        // An origin has no user and no escapes, and its host is in lowercase.
        guard let context = PolicyContext(issuer: origin) else { return nil }
        guard context.issuerScheme == "https" || context.issuerIsLoopback else { return nil }
        return Parts(origin: origin, path: path, isLoopback: context.issuerIsLoopback)
    }

    private static func authorityStart(_ text: String) -> String.Index? {
        for scheme in ["https://", "http://"] where text.utf8.starts(with: scheme.utf8) {
            return text.utf8.index(text.utf8.startIndex, offsetBy: scheme.utf8.count)
        }
        return nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"#<>\\^`{|}@".utf8.contains(byte)
    }
}
