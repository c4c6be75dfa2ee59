/// Knows the names under which the admin site may be asked.
///
/// A page of the internet whose name resolves to a loopback address (DNS rebinding) sends its own name as `Host`,
/// which is why the name decides.
package struct AdminHosts: Sendable, Equatable {
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Hosts that are right with any port.
    private var hosts = Self.loopback
    /// Hosts that are right with one port.
    private var authorities: Set<String> = []

    /// Adds the configured names, each `host` or `host:port`, with or without `https://`; what is no authority is ignored.
    package init(_ names: [String] = []) {
        for name in names {
            guard let (host, port) = Self.parse(AdminName(name).authority) else { continue }
            if port.isEmpty {
                hosts.insert(host)
            } else {
                authorities.insert("\(host):\(port)")
            }
        }
    }

    /// Whether a request for this authority may be answered.
    package func allows(_ authority: String?) -> Bool {
        guard let authority, let (host, port) = Self.parse(authority) else { return false }
        return hosts.contains(host) || (!port.isEmpty && authorities.contains("\(host):\(port)"))
    }

    /// RFC 3986 §3.2: host in lowercase ASCII, and the digits of the port.
    private static func parse(_ authority: String) -> (host: String, port: String)? {
        let bytes = Array(authority.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostEnd = bracket + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        }
        guard hostEnd > 0 else { return nil }
        let host = String(decoding: bytes[..<hostEnd], as: UTF8.self).lowercased()
        let rest = bytes[hostEnd...]
        if rest.isEmpty { return (host, "") }
        let digits = rest.dropFirst()
        guard rest.first == UInt8(ascii: ":"), !digits.isEmpty,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return (host, String(decoding: digits, as: UTF8.self))
    }
}
