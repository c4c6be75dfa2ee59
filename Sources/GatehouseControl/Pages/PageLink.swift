/// Checks of what may stand in `href` and `src`.
enum PageLink {
    /// The URI if a browser goes to a web page with it; nil for scripts and everything else.
    static func web(_ uri: String?) -> String? {
        guard let uri, ["https://", "http://"].contains(where: { uri.lowercased().utf8.starts(with: $0.utf8) }) else {
            return nil
        }
        return uri
    }

    /// The path if it stays on our own authority.
    static func local(_ path: String?) -> String? {
        guard let path, path.utf8.first == UInt8(ascii: "/"), !path.utf8.starts(with: "//".utf8) else { return nil }
        return path.utf8.contains(UInt8(ascii: "\\")) ? nil : path
    }
}
