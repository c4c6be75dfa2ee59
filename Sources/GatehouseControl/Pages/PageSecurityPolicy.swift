/// What a browser may do with a page (Content Security Policy Level 3).
struct PageSecurityPolicy: Sendable, Equatable {
    /// The value of the header field.
    let value: String

    /// For a page without a script whose form may end at that redirect URI.
    init(redirectURI: String? = nil) {
        self.init(formAction: ["'self'"] + [redirectURI.flatMap(Self.source(of:))].compactMap { $0 }, script: nil)
    }

    /// For the page that sends a form to a client: its one script, its one address.
    init(redirectURI: String, scriptHash: String) {
        self.init(formAction: [Self.source(of: redirectURI) ?? "'none'"], script: scriptHash)
    }

    private init(value: String) {
        self.value = value
    }

    /// For the dashboard: its own script, which fetches from here alone.
    static let dashboard = PageSecurityPolicy(
        value: "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    private init(formAction: [String], script: String?) {
        var directives = ["default-src 'none'", "style-src 'self'", "img-src 'self'"]
        if let script {
            directives.append("script-src '\(script)'")
        }
        directives.append("form-action \(formAction.joined(separator: " "))")
        directives += ["base-uri 'none'", "frame-ancestors 'none'"]
        value = directives.joined(separator: "; ")
    }

    /// The source expression for a URI: scheme, host and port; of a private-use scheme only the scheme.
    ///
    /// Nil for what could run as a script or end the directive.
    static func source(of uri: String) -> String? {
        let bytes = Array(uri.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme.utf8.first.map(isLetter) == true, scheme.utf8.allSatisfy(isSchemeByte) else { return nil }
        guard !["javascript", "data", "vbscript", "blob", "about", "file", "filesystem"].contains(scheme) else {
            return nil
        }
        guard scheme == "https" || scheme == "http" else { return scheme + ":" }
        let rest = bytes[(colon + 1)...]
        guard rest.starts(with: "//".utf8) else { return nil }
        let authority = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        guard !authority.isEmpty, authority.allSatisfy(isHostByte) else { return nil }
        // A host in brackets cannot be written as a source (CSP Level 3 §2.3.1): the scheme stands for it.
        if authority.first == UInt8(ascii: "[") { return scheme + ":" }
        return scheme + "://" + String(decoding: authority, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "+-.".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "-.:[]_".utf8.contains(byte)
    }
}
