/// A scheme, a host and a port (RFC 6454 §4).
struct Origin: Equatable {
    let scheme: String
    let host: String
    /// Nil for the scheme's default port.
    let port: Int?

    /// Reads `scheme://host[:port]` with scheme `http` or `https`.
    init?(parsing text: String) {
        let schemes = [("http", 80), ("https", 443)]
        guard let (scheme, defaultPort) = schemes.first(where: { text.utf8.starts(with: "\($0.0)://".utf8) }) else {
            return nil
        }
        let authority = String(text.dropFirst(scheme.count + 3))
        guard let (host, port) = Authority.parse(authority) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port == defaultPort ? nil : port
    }

    var authority: String { port.map { "\(host):\($0)" } ?? host }

    /// RFC 6761 §6.3 for the names, RFC 1122 §3.2.1.3 and RFC 4291 §2.5.3 for the addresses.
    var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        return HostName.isIPv4(host) && host.hasPrefix("127.")
    }
}
