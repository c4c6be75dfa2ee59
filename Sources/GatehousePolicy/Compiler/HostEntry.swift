/// Knows what may stand under `hosts`: a lowercase name or an IPv4 address, with or without a port.
enum HostEntry {
    /// What is wrong with the entry, or nil.
    static func problem(of text: String) -> FieldProblem? {
        let host = Authority.host(of: text)
        let rest = text.utf8.dropFirst(host.utf8.count)
        let hasPort = rest.isEmpty || Authority.port(rest.dropFirst()) != nil
        if hasPort && (HostName.isName(host) || HostName.isIPv4(host)) { return nil }
        return FieldProblem("\(Quoted(text)) is not a host", suggestion(for: text, hasPort: hasPort))
    }

    private static func suggestion(for text: String, hasPort: Bool) -> String {
        if text.utf8.contains(where: { $0 >= 0x80 }) { return "write the name in its ASCII form, 'xn--…'" }
        if text.utf8.contains(where: SegmentComparison.isUppercase) { return "write '\(text.lowercased())'" }
        if text.utf8.contains(UInt8(ascii: "/")) { return "write the name alone, without scheme and path" }
        if text.utf8.contains(UInt8(ascii: "*")) { return "name each host; without 'hosts' any host is answered" }
        if text.utf8.contains(UInt8(ascii: "[")) { return "use names or IPv4 addresses" }
        if !hasPort { return "a port is a number from 1 to 65535" }
        if text.utf8.last == UInt8(ascii: ".") { return "leave out the dot at the end" }
        return "write a name such as 'api.example.test'"
    }
}
