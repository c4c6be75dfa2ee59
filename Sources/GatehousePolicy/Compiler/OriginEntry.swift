/// Reads what may stand under `origins` of `cors`: `scheme://host[:port]`, `scheme://*.host[:port]`, or `*`.
enum OriginEntry {
    static func parse(_ text: String) throws(FieldProblem) -> OriginPattern {
        if text == "*" { return .any }
        guard text != "null" else {
            throw FieldProblem(
                "'null' is the origin of sandboxed frames and of files, whoever wrote them",
                "name the origins of the pages that may call"
            )
        }
        guard let scheme = scheme(of: text) else {
            let isBare = Authority.parse(text) != nil
            throw FieldProblem(
                "\(Quoted(text)) is not an origin",
                isBare ? "write 'https://\(text)'" : "write scheme, host and port, such as 'https://app.example.com'"
            )
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = String(Substring(rest.prefix { !"/?#".utf8.contains($0) }))
        guard authority.utf8.count == rest.count else {
            throw FieldProblem("\(Quoted(text)) is more than an origin", "write '\(scheme)\(authority)'")
        }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw FieldProblem("\(Quoted(text)) is not an origin", "write the name in its ASCII form, 'xn--…'")
        }
        guard !text.utf8.contains(where: SegmentComparison.isUppercase) else {
            throw FieldProblem("\(Quoted(text)) has uppercase letters", "write '\(text.lowercased())'")
        }
        return try pattern(text, scheme: scheme, authority: authority)
    }

    private static func pattern(
        _ text: String,
        scheme: String,
        authority: String
    ) throws(FieldProblem) -> OriginPattern {
        let isWild = authority.utf8.starts(with: "*.".utf8)
        let named = isWild ? String(authority.dropFirst(2)) : authority
        guard !named.utf8.contains(UInt8(ascii: "*")) else {
            throw FieldProblem(
                "'*' stands only alone or for subdomains",
                "write 'https://*.example.com', or each origin by itself"
            )
        }
        guard let (host, port) = Authority.parse(named) else {
            throw FieldProblem(
                "\(Quoted(text)) is not an origin",
                "write scheme, host and port, such as 'https://app.example.com'"
            )
        }
        // Browsers leave out a scheme's own port (RFC 6454 §6.2), so this would never match.
        if let port, [("https://", 443), ("http://", 80)].contains(where: { $0.0 == scheme && $0.1 == port }) {
            throw FieldProblem(
                "no browser names the port \(port) of \(scheme)",
                "write '\(scheme)\(isWild ? "*." : "")\(host)'"
            )
        }
        guard isWild else { return .exact(text) }
        guard HostName.isName(host), host.utf8.contains(UInt8(ascii: ".")) || host == "localhost" else {
            throw FieldProblem(
                "\(Quoted(text)) would be whatever is below '\(host)'",
                "name the domain that is yours, such as 'https://*.example.com'"
            )
        }
        return .subdomains(scheme: scheme, suffix: String(authority.dropFirst(1)))
    }

    /// The scheme with its `://` (RFC 3986 §3.1).
    private static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8[colon...].starts(with: "://".utf8),
            let first = text.utf8.first, isLetter(first),
            text.utf8[..<colon].allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) })
        else { return nil }
        return "\(text[..<colon])://"
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
